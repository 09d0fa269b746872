-- find_piece
SELECT first_byte
FROM upload_pieces
WHERE capability = $1 AND first_byte = $2 AND writer = $3
