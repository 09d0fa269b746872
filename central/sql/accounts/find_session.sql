-- find_session
SELECT
    s.seen_at, s.ends_at, s.needs_code, a.person, a.username, a.display_name, a.role, a.scope,
    a.password_phc, a.must_change_password, a.created_at, a.password_changed_at,
    a.password_expires_at, a.totp_since, a.disabled_at
FROM sessions AS s
JOIN accounts AS a ON a.person = s.person
WHERE s.token_sha256 = $1
