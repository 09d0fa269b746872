-- find_enrolment_code
SELECT label, expires_at, used_by
FROM enrolment_codes
WHERE code_sha256 = $1
