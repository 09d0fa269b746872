-- find_last_corte
SELECT number, state
FROM cortes
WHERE ejercicio_id = $1
ORDER BY number DESC
LIMIT 1
