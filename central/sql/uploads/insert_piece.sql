-- insert_piece
INSERT INTO upload_pieces (capability, first_byte, bytes, writer)
VALUES ($1, $2, $3, $4)
