-- list_accounts
SELECT
    person, username, display_name, role, scope, password_phc, must_change_password, created_at,
    password_changed_at, password_expires_at, totp_since, disabled_at
FROM accounts
ORDER BY username
