-- list_events_of_cortes
SELECT e.event_id, e.at, e.event, c.n
FROM bitacora_events AS e
LEFT JOIN bitacora_chain AS c ON c.event_id = e.event_id
WHERE e.ejercicio_id = $1 AND e.subject >= 'corte:' AND e.subject < 'corte;'
ORDER BY e.event_id
