-- settle_same_bytes
UPDATE incidents
SET settled_at = $2
WHERE kind = 'same_bytes' AND digitalizacion = $1 AND settled_at IS NULL
