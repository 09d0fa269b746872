-- delete_expired_proofs
DELETE FROM used_proofs
WHERE expires_at < $1
