-- upsert_sequence
INSERT INTO device_sequences (ejercicio_id, device_id, last_seq, last_sha256)
VALUES ($1, $2, $3, $4)
ON CONFLICT (ejercicio_id, device_id) DO UPDATE SET
    last_seq = excluded.last_seq,
    last_sha256 = excluded.last_sha256
