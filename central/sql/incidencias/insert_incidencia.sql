-- insert_incidencia
INSERT INTO incidencias (
    ejercicio_id, number, logged_at, updated_at, status, assigned_to, about, caller, state
)
VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8)
