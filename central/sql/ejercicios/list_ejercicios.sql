-- list_ejercicios
SELECT ejercicio_id, proceso, ejercicio, state, is_open, created_at, puesta_en_ceros
FROM ejercicios
ORDER BY ejercicio_id
