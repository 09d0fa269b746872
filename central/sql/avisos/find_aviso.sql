-- find_aviso
SELECT number, published_at, published_by, state
FROM avisos
WHERE ejercicio_id = $1 AND number = $2
