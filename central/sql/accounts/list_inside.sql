-- list_inside
SELECT person, COUNT(*) AS sessions, MAX(seen_at) AS seen_at
FROM sessions
WHERE ends_at > $1 AND seen_at > $2 AND needs_code = 0
GROUP BY person
