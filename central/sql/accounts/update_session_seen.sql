-- update_session_seen
UPDATE sessions
SET seen_at = $2
WHERE token_sha256 = $1 AND seen_at < $2
