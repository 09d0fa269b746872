-- find_acta
SELECT acta, ambito, status, state, updated_at
FROM actas
WHERE ejercicio_id = $1 AND acta = $2
