-- list_people_finishing
-- Who finished how much from $2 on.
SELECT
    t.person,
    CAST(SUM(CASE WHEN t.part IN ('first', 'second') THEN 1 ELSE 0 END) AS BIGINT) AS capturas,
    CAST(SUM(CASE WHEN t.part IN ('first', 'second') THEN 0 ELSE 1 END) AS BIGINT) AS verificaciones,
    MAX(t.at) AS last_at
FROM captura_contents AS t
JOIN capturas AS c ON c.captura_id = t.captura_id
WHERE t.part IN ('first', 'second', 'verificacion', 'second_verificacion')
    AND t.at >= $2
    AND c.ejercicio_id = $1
GROUP BY t.person
ORDER BY t.person
