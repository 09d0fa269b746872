-- list_events_of_acta
SELECT event_id, at, event
FROM bitacora_events
WHERE ejercicio_id = $1 AND acta = $2
ORDER BY event_id
