-- save_second_factor
UPDATE accounts
SET totp_salt = $2, totp_since = $3, totp_step = $4
WHERE person = $1 AND disabled_at IS NULL
