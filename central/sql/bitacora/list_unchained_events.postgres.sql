-- list_unchained_events
-- By the list of those that wait and not by number: a lower number may be committed later. $2 is
-- the end of the chain, which only the other engine needs.
SELECT e.event_id, e.event_sha256
FROM bitacora_pending AS p
JOIN bitacora_events AS e ON e.event_id = p.event_id
WHERE p.ejercicio_id = $1 AND CAST($2 AS BIGINT) IS NOT NULL
ORDER BY p.event_id
LIMIT $3
