-- count_arrivals
-- Actas by the five minutes in which they first came, from $2 on.
SELECT queued_at / 300000000 AS bucket, COUNT(*) AS actas
FROM capturas
WHERE ejercicio_id = $1 AND round = 1 AND queued_at >= $2
GROUP BY queued_at / 300000000
ORDER BY bucket
