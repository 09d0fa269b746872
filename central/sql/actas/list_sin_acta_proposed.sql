-- list_sin_acta_proposed
-- The status is that of an acta that did not arrive; only the state says that somebody proposed it.
SELECT acta
FROM actas
WHERE ejercicio_id = $1 AND status = 'esperada' AND state LIKE '%"sin_acta_proposed"%'
ORDER BY updated_at, acta
LIMIT $2
