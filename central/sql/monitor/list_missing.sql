-- list_missing
-- Actas of which nothing has come, by casilla; $2 and $3 leave out what they do not name.
SELECT acta
FROM actas
WHERE ejercicio_id = $1
    AND status = 'esperada'
    AND ($2 = '' OR eleccion = $2)
    AND ($3 < 0 OR distrito = $3)
ORDER BY casilla, acta
LIMIT $4
