-- insert_session
INSERT INTO sessions (token_sha256, person, opened_at, seen_at, ends_at, needs_code)
VALUES ($1, $2, $3, $3, $4, $5)
