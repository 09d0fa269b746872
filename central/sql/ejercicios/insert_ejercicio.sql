-- insert_ejercicio
INSERT INTO ejercicios (proceso, ejercicio, state, is_open, created_at)
VALUES ($1, $2, $3, 0, $4)
RETURNING ejercicio_id
