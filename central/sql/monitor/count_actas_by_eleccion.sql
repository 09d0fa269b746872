-- count_actas_by_eleccion
SELECT eleccion, status, COUNT(*) AS actas
FROM actas
WHERE ejercicio_id = $1
GROUP BY eleccion, status
ORDER BY eleccion, status
