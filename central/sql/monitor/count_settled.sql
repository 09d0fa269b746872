-- count_settled
-- Actas by the five minutes in which their values came to stand, from $2 on.
SELECT t.at / 300000000 AS bucket, COUNT(*) AS actas
FROM captura_contents AS t
JOIN capturas AS c ON c.captura_id = t.captura_id
WHERE t.part = 'settled' AND t.at >= $2 AND c.ejercicio_id = $1
GROUP BY t.at / 300000000
ORDER BY bucket
