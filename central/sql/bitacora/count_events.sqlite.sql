-- count_events
-- Events behind the end of the chain are not missing from it: their turn has not come.
SELECT
    (
        SELECT COUNT(*) FROM bitacora_events
        WHERE
            ejercicio_id = $1
            AND event_id <= (SELECT MAX(event_id) FROM bitacora_chain WHERE ejercicio_id = $1)
    ) AS events,
    (SELECT COUNT(*) FROM bitacora_chain WHERE ejercicio_id = $1) AS links
