-- find_content_by_lease
SELECT captura_id, content_sha256
FROM captura_contents
WHERE lease_key = $1 AND person = $2
