-- list_images
SELECT image_sha256, bytes
FROM images
WHERE ejercicio_id = $1 AND image_sha256 > $2
ORDER BY image_sha256
LIMIT $3
