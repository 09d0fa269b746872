-- list_enrolment_codes
SELECT code_sha256, label, made_at, expires_at
FROM enrolment_codes
WHERE used_by IS NULL AND cancelled_at IS NULL AND expires_at > $1
ORDER BY made_at, code_sha256
