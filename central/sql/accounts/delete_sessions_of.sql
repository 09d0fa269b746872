-- delete_sessions_of
DELETE FROM sessions
WHERE person = $1
