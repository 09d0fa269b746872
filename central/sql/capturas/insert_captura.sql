-- insert_captura
INSERT INTO capturas (
    ejercicio_id, acta, eleccion, round, stage, work, author, queued_at, state, updated_at, modalidad,
    distrito, place
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
RETURNING captura_id
