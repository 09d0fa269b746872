-- insert_event
INSERT INTO bitacora_events (ejercicio_id, at, subject, event, event_sha256)
VALUES ($1, $2, $3, $4, $5)
