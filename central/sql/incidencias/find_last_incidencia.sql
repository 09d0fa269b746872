-- find_last_incidencia
SELECT COALESCE(MAX(number), 0) AS number
FROM incidencias
WHERE ejercicio_id = $1
