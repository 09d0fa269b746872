-- find_incidencia
SELECT number, logged_at, updated_at, caller, state
FROM incidencias
WHERE ejercicio_id = $1 AND number = $2
