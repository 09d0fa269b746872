-- list_by_identification
SELECT digitalizacion, ejercicio_id, device_id, envelope, envelope_sha256, acta, image_sha256, image_bytes,
    image_width, image_height, registered_at, status, state, capability, upload_expires_at, received_at, receipt,
    problem
FROM digitalizaciones
WHERE ejercicio_id = $1 AND identification = $2
ORDER BY received_at, digitalizacion
LIMIT $3
