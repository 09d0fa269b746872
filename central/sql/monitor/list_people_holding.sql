-- list_people_holding
-- Who has an acta on the screen at $2.
SELECT DISTINCT p.person
FROM captura_people AS p
JOIN capturas AS c ON c.captura_id = p.captura_id
WHERE p.token IS NOT NULL AND p.lease_until > $2 AND c.ejercicio_id = $1
ORDER BY p.person
