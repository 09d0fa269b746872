-- insert_link
INSERT INTO bitacora_chain (ejercicio_id, n, event_id, chain_sha256)
VALUES ($1, $2, $3, $4)
