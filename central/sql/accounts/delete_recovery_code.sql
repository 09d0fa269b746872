-- delete_recovery_code
DELETE FROM recovery_codes
WHERE code_sha256 = $1 AND person = $2
