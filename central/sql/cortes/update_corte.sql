-- update_corte
UPDATE cortes
SET state = $3, updated_at = $4
WHERE ejercicio_id = $1 AND number = $2
