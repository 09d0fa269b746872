-- count_open_rounds
-- What waits or is being worked on, by stage; of it, what was queued at $2 or before.
SELECT
    stage,
    COUNT(*) AS rounds,
    MIN(queued_at) AS oldest,
    CAST(SUM(CASE WHEN queued_at <= $2 THEN 1 ELSE 0 END) AS BIGINT) AS stuck
FROM capturas
WHERE ejercicio_id = $1 AND work IS NOT NULL
GROUP BY stage
ORDER BY stage
