-- insert_image
INSERT INTO images (ejercicio_id, image_sha256, bytes, stored_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
