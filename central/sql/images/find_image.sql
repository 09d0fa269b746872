-- find_image
SELECT bytes
FROM images
WHERE ejercicio_id = $1 AND image_sha256 = $2
