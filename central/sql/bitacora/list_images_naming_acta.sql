-- list_images_naming_acta
SELECT digitalizacion
FROM digitalizaciones
WHERE ejercicio_id = $1 AND acta = $2
ORDER BY registered_at, digitalizacion
