-- find_ejercicio
SELECT ejercicio_id, proceso, ejercicio, state, is_open, created_at, puesta_en_ceros
FROM ejercicios
WHERE ejercicio_id = $1
