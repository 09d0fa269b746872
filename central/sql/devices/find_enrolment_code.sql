-- find_enrolment_code
SELECT label, made_at, expires_at, used_by, cancelled_at
FROM enrolment_codes
WHERE code_sha256 = $1
