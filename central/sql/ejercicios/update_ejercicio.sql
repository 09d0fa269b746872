-- update_ejercicio
UPDATE ejercicios
SET state = $2, is_open = $3, puesta_en_ceros = $4
WHERE ejercicio_id = $1
