-- insert_recovery_code
INSERT INTO recovery_codes (code_sha256, person)
VALUES ($1, $2)
