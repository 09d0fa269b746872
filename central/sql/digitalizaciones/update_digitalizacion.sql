-- update_digitalizacion
UPDATE digitalizaciones
SET status = $2,
    state = $3,
    capability = $4,
    upload_expires_at = $5,
    received_at = $6,
    receipt = $7,
    problem = $8,
    identification = $9
WHERE digitalizacion = $1
