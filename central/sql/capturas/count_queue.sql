-- count_queue
-- How much waits that this person may take, at most $5, and since when. What they made themselves is
-- left out, or the figure would tell whether anybody else has captured it.
SELECT COUNT(*) AS waiting, MIN(queued_at) AS oldest
FROM (
    SELECT c.queued_at
    FROM capturas AS c
    WHERE c.ejercicio_id = $1
        AND c.work = $2
        AND c.author <> $3
        AND (c.lease_until IS NULL OR c.lease_until <= $4)
        AND (c.modalidad & $6) <> 0
        AND NOT EXISTS (
            SELECT 1
            FROM captura_people AS p
            WHERE p.captura_id = c.captura_id AND p.person = $3
        )
    ORDER BY c.place
    LIMIT $5
) AS queue
