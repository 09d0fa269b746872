-- insert_acta
INSERT INTO actas (ejercicio_id, acta, eleccion, casilla, tipo_acta, ambito, status, state, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
