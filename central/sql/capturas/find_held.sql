-- find_held
-- The newest first: a recalled captura before the one that was laid aside for it.
SELECT p.captura_id
FROM captura_people AS p
JOIN capturas AS c ON c.captura_id = p.captura_id
WHERE p.person = $2
    AND p.token IS NOT NULL
    AND c.ejercicio_id = $1
    AND (p.task IN ('first', 'second')) = ($3 = 'captura')
ORDER BY p.leased_at DESC
LIMIT 1
