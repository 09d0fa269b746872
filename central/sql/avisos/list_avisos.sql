-- list_avisos
-- The newest first.
SELECT number, published_at, published_by, state
FROM avisos
WHERE ejercicio_id = $1 AND standing >= $2
ORDER BY number DESC
LIMIT $3
