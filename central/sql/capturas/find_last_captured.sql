-- find_last_captured
-- The last captura that this person finished in this ejercicio.
SELECT t.captura_id
FROM captura_contents AS t
JOIN capturas AS c ON c.captura_id = t.captura_id
WHERE t.person = $2 AND t.part IN ('first', 'second') AND c.ejercicio_id = $1
ORDER BY t.content_id DESC
LIMIT 1
