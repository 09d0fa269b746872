-- find_captura
SELECT captura_id, acta, queued_at, modalidad, distrito, state
FROM capturas
WHERE captura_id = $1
