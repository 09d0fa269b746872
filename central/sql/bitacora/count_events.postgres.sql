-- count_events
-- Events that wait for the chain are not missing from it: their turn has not come.
SELECT
    (SELECT COUNT(*) FROM bitacora_events WHERE ejercicio_id = $1)
    - (SELECT COUNT(*) FROM bitacora_pending WHERE ejercicio_id = $1) AS events,
    (SELECT COUNT(*) FROM bitacora_chain WHERE ejercicio_id = $1) AS links
