-- find_last_number
SELECT COALESCE(MAX(number), 0) AS number
FROM avisos
WHERE ejercicio_id = $1
