-- find_sequence
SELECT device_id, last_seq, last_sha256
FROM device_sequences
WHERE ejercicio_id = $1 AND device_id = $2
