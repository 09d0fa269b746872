-- list_sessions_of
SELECT token_sha256, opened_at, seen_at
FROM sessions
WHERE person = $1 AND ends_at > $2 AND seen_at > $3 AND needs_code = 0
ORDER BY opened_at, token_sha256
