-- save_fila
INSERT INTO captura_filas (ejercicio_id, state, updated_at)
VALUES ($1, $2, $3)
ON CONFLICT (ejercicio_id) DO UPDATE
SET state = excluded.state, updated_at = excluded.updated_at
