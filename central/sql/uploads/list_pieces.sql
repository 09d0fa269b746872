-- list_pieces
SELECT first_byte, bytes, writer
FROM upload_pieces
WHERE capability = $1
ORDER BY first_byte
