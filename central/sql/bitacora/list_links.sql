-- list_links
SELECT c.n, c.event_id, c.chain_sha256, e.event, e.event_sha256
FROM bitacora_chain AS c
JOIN bitacora_events AS e ON e.event_id = c.event_id
WHERE c.ejercicio_id = $1 AND c.n > $2
ORDER BY c.n
LIMIT $3
