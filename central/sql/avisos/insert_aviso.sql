-- insert_aviso
INSERT INTO avisos (ejercicio_id, number, published_at, published_by, standing, state)
VALUES ($1, $2, $3, $4, 1, $5)
