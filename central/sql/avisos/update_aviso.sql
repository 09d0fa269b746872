-- update_aviso
UPDATE avisos
SET standing = $3, state = $4
WHERE ejercicio_id = $1 AND number = $2
