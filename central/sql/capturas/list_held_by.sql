-- list_held_by
SELECT p.captura_id
FROM captura_people AS p
JOIN capturas AS c ON c.captura_id = p.captura_id
WHERE p.person = $2 AND p.token IS NOT NULL AND c.ejercicio_id = $1
ORDER BY p.captura_id
