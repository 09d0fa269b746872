-- insert_corte
INSERT INTO cortes (ejercicio_id, number, state, updated_at)
VALUES ($1, $2, $3, $4)
