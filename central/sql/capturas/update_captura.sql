-- update_captura
UPDATE capturas
SET stage = $2, work = $3, author = $4, lease_until = $5, state = $6, updated_at = $7
WHERE captura_id = $1
