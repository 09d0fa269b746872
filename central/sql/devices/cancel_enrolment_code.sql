-- cancel_enrolment_code
UPDATE enrolment_codes
SET cancelled_at = $2
WHERE code_sha256 = $1 AND used_by IS NULL AND cancelled_at IS NULL
