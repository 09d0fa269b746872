-- list_stored_images
SELECT digitalizacion, envelope, received_at
FROM digitalizaciones
WHERE ejercicio_id = $1 AND status = 'stored'
ORDER BY digitalizacion
