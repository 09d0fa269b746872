-- list_stuck
-- Rounds that were queued at $5 or before and have not ended, the oldest first.
SELECT c.acta, c.stage, c.queued_at
FROM capturas AS c
WHERE c.ejercicio_id = $1
    AND c.work IS NOT NULL
    AND ($2 = '' OR c.eleccion = $2)
    AND ($3 < 0 OR c.distrito = $3)
    AND c.queued_at <= $5
ORDER BY c.queued_at, c.acta
LIMIT $4
