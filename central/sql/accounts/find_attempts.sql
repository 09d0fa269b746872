-- find_attempts
SELECT failures, last_at, blocked_until
FROM login_attempts
WHERE subject_sha256 = $1
