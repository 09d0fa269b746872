-- insert_enrolment_code
INSERT INTO enrolment_codes (code_sha256, label, made_at, expires_at)
VALUES ($1, $2, $3, $4)
