-- delete_person
DELETE FROM captura_people
WHERE captura_id = $1 AND person = $2
