-- count_by_modalidad
-- What waits, by work and modalidad, nobody holding it at $2.
SELECT work, modalidad, COUNT(*) AS waiting, MIN(queued_at) AS oldest
FROM capturas
WHERE ejercicio_id = $1
    AND work IS NOT NULL
    AND (lease_until IS NULL OR lease_until <= $2)
GROUP BY work, modalidad
ORDER BY work, modalidad
