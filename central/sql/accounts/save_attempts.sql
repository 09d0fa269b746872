-- save_attempts
INSERT INTO login_attempts (subject_sha256, failures, last_at, blocked_until)
VALUES ($1, $2, $3, $4)
ON CONFLICT (subject_sha256) DO UPDATE
SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until
