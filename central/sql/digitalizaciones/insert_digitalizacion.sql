-- insert_digitalizacion
INSERT INTO digitalizaciones (
    digitalizacion, ejercicio_id, device_id, envelope, envelope_sha256, acta, image_sha256,
    image_bytes, image_width, image_height, registered_at, status, state, capability, upload_expires_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
