-- insert_content
INSERT INTO captura_contents (captura_id, part, person, lease_key, at, content, content_sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7)
