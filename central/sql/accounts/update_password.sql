-- update_password
UPDATE accounts
SET
    password_phc = $2, must_change_password = $3, password_changed_at = $4, password_expires_at = $5
WHERE person = $1 AND disabled_at IS NULL
