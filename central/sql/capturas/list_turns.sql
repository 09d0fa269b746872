-- list_turns
-- Every turn that somebody holds, lapsed or not, the one that lapses first at the head.
SELECT p.captura_id, p.person, p.task, p.leased_at, p.lease_until, c.acta
FROM captura_people AS p
JOIN capturas AS c ON c.captura_id = p.captura_id
WHERE p.token IS NOT NULL AND c.ejercicio_id = $1
ORDER BY p.lease_until, p.person
LIMIT $2
