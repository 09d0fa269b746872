-- find_second_factor
SELECT totp_salt, totp_since, totp_step
FROM accounts
WHERE person = $1
