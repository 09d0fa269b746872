-- find_by_lease
SELECT p.captura_id
FROM captura_people AS p
JOIN capturas AS c ON c.captura_id = p.captura_id
WHERE p.lease_key = $1 AND p.person = $2 AND c.ejercicio_id = $3
