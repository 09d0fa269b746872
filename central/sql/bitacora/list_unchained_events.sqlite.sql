-- list_unchained_events
SELECT event_id, event_sha256
FROM bitacora_events
WHERE ejercicio_id = $1 AND event_id > $2
ORDER BY event_id
LIMIT $3
