-- insert_account
INSERT INTO accounts (
    person, username, display_name, role, scope, password_phc, must_change_password, created_at,
    password_changed_at, password_expires_at
)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8)
