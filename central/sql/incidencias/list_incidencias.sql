-- list_incidencias
-- The newest first; $2, $3 and $4 leave out what they do not name: status, person, what it is about.
SELECT number, logged_at, updated_at, caller, state
FROM incidencias
WHERE ejercicio_id = $1
    AND ($2 = '' OR status = $2 OR ($2 = 'pending' AND status <> 'closed'))
    AND ($3 = '' OR assigned_to = $3)
    AND ($4 = '' OR about = $4)
ORDER BY number DESC
LIMIT $5
