-- update_incidencia
UPDATE incidencias
SET updated_at = $3, status = $4, assigned_to = $5, state = $6
WHERE ejercicio_id = $1 AND number = $2
