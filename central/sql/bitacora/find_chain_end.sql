-- find_chain_end
SELECT n, event_id, chain_sha256
FROM bitacora_chain
WHERE ejercicio_id = $1
ORDER BY n DESC
LIMIT 1
