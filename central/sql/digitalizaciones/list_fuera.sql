-- list_fuera
-- What two people said to be of no casilla of the catalogue.
SELECT digitalizacion, state
FROM digitalizaciones
WHERE ejercicio_id = $1 AND identification = 'fuera'
ORDER BY received_at, digitalizacion
