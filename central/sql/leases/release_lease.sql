-- release_lease
UPDATE leases
SET expires_at = $3
WHERE name = $1 AND holder = $2
