-- update_acta
UPDATE actas
SET status = $3, state = $4, updated_at = $5
WHERE ejercicio_id = $1 AND acta = $2
