-- count_actas_by_distrito
-- In the order of the index, so that nothing is sorted.
SELECT status, eleccion, distrito, COUNT(*) AS actas
FROM actas
WHERE ejercicio_id = $1
GROUP BY status, eleccion, distrito
