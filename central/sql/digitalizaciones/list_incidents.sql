-- list_incidents
SELECT incident_id, at, kind, digitalizacion, other, settled_at
FROM incidents
WHERE ejercicio_id = $1
ORDER BY incident_id
LIMIT $2
