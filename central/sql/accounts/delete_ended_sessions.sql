-- delete_ended_sessions
DELETE FROM sessions
WHERE ends_at <= $1 OR seen_at <= $2
