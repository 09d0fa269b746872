-- count_recovery_codes
SELECT COUNT(*) AS codes
FROM recovery_codes
WHERE person = $1
