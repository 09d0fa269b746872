-- count_actas_by_status
SELECT status, COUNT(*) AS actas
FROM actas
WHERE ejercicio_id = $1
GROUP BY status
ORDER BY status
