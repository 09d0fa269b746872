-- find_corte
SELECT number, state
FROM cortes
WHERE ejercicio_id = $1 AND number = $2
