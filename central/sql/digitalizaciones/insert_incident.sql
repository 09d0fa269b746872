-- insert_incident
INSERT INTO incidents (ejercicio_id, at, kind, digitalizacion, other)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
