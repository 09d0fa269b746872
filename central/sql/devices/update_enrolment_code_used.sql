-- update_enrolment_code_used
UPDATE enrolment_codes
SET used_by = $2
WHERE code_sha256 = $1 AND used_by IS NULL
