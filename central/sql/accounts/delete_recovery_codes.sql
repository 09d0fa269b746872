-- delete_recovery_codes
DELETE FROM recovery_codes
WHERE person = $1
