-- find_captura_of_acta
SELECT captura_id, acta, queued_at, modalidad, distrito, state
FROM capturas
WHERE ejercicio_id = $1 AND acta = $2
ORDER BY round DESC
LIMIT 1
