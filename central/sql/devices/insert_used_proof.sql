-- insert_used_proof
INSERT INTO used_proofs (thumbprint, jti, expires_at)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
