-- delete_expired_proofs
-- What another transaction is just forgetting is stepped over, or the two could wait for each other.
DELETE FROM used_proofs
WHERE (thumbprint, jti) IN (
    SELECT thumbprint, jti
    FROM used_proofs
    WHERE expires_at < $1
    ORDER BY expires_at
    LIMIT 1000
    FOR UPDATE SKIP LOCKED
)
