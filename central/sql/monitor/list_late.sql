-- list_late
-- Actas of which nothing has come although another of the same casilla came at $5 or before.
SELECT a.acta
FROM actas AS a
WHERE a.ejercicio_id = $1
    AND a.status = 'esperada'
    AND ($2 = '' OR a.eleccion = $2)
    AND ($3 < 0 OR a.distrito = $3)
    AND EXISTS (
        SELECT 1
        FROM actas AS b
        JOIN capturas AS c ON c.ejercicio_id = b.ejercicio_id AND c.acta = b.acta AND c.round = 1
        WHERE b.ejercicio_id = a.ejercicio_id AND b.casilla = a.casilla AND c.queued_at <= $5
    )
ORDER BY a.casilla, a.acta
LIMIT $4
