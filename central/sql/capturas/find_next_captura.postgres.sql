-- find_next_captura
-- The first acta that waits for this work, or whose leases have all lapsed, of a modalidad that this
-- person is given and of which they have done nothing.
SELECT c.captura_id
FROM capturas AS c
WHERE c.ejercicio_id = $1
    AND c.work = $2
    AND c.author <> $3
    AND (c.lease_until IS NULL OR c.lease_until <= $4)
    AND (c.modalidad & $5) <> 0
    AND NOT EXISTS (
        SELECT 1
        FROM captura_people AS p
        WHERE p.captura_id = c.captura_id AND p.person = $3
    )
ORDER BY c.place, c.captura_id
LIMIT 1
