-- delete_attempts
DELETE FROM login_attempts
WHERE subject_sha256 = $1
