-- list_people
SELECT captura_id, person, token, task, lease_key, leased_at, lease_until, shuffle
FROM captura_people
WHERE captura_id = $1
ORDER BY person
