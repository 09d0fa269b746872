-- count_incidencias
SELECT status, COUNT(*) AS incidencias
FROM incidencias
WHERE ejercicio_id = $1
GROUP BY status
ORDER BY status
