-- list_acuses
SELECT person, at
FROM aviso_acuses
WHERE ejercicio_id = $1 AND number = $2
ORDER BY at, person
