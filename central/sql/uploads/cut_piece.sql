-- cut_piece
UPDATE upload_pieces
SET bytes = $2 - first_byte
WHERE capability = $1 AND first_byte < $2 AND first_byte + bytes > $2
