-- insert_acuse
-- Whoever said so before is not said to have said so later.
INSERT INTO aviso_acuses (ejercicio_id, number, person, device_id, at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ejercicio_id, number, person) DO NOTHING
