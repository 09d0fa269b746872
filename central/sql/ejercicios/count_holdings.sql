-- count_holdings
SELECT
    (SELECT COUNT(*) FROM digitalizaciones WHERE ejercicio_id = $1)
    + (SELECT COUNT(*) FROM bolsas WHERE ejercicio_id = $1) AS digitalizaciones,
    (SELECT COUNT(*) FROM actas WHERE ejercicio_id = $1 AND status <> 'esperada') AS arrived
