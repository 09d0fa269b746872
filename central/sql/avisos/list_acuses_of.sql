-- list_acuses_of
SELECT number, at
FROM aviso_acuses
WHERE ejercicio_id = $1 AND person = $2
ORDER BY number
