-- delete_pieces_from
DELETE FROM upload_pieces
WHERE capability = $1 AND first_byte >= $2
