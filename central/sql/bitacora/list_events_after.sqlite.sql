-- list_events_after
SELECT e.event_id, e.event_id AS place, e.at, e.event, c.n
FROM bitacora_events AS e
LEFT JOIN bitacora_chain AS c ON c.event_id = e.event_id
WHERE e.ejercicio_id = $1 AND e.event_id > $2
ORDER BY e.event_id
LIMIT $3
