-- list_events_after
-- In the order of the chain: by their numbers an event committed late would be stepped over.
SELECT e.event_id, c.n AS place, e.at, e.event, c.n
FROM bitacora_chain AS c
JOIN bitacora_events AS e ON e.event_id = c.event_id
WHERE c.ejercicio_id = $1 AND c.n > $2
ORDER BY c.n
LIMIT $3
