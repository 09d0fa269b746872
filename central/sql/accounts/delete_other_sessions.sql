-- delete_other_sessions
DELETE FROM sessions
WHERE person = $1 AND token_sha256 <> $2
