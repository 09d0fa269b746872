-- list_registered_actas
SELECT acta, state
FROM actas
WHERE ejercicio_id = $1 AND eleccion = $2 AND status <> 'esperada'
ORDER BY acta
