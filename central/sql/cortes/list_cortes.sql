-- list_cortes
SELECT number, state
FROM cortes
WHERE ejercicio_id = $1
ORDER BY number
