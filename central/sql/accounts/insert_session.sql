-- insert_session
INSERT INTO sessions (token_sha256, person, opened_at, seen_at, ends_at)
VALUES ($1, $2, $3, $3, $4)
