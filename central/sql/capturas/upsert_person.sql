-- upsert_person
INSERT INTO captura_people (
    captura_id, person, token, task, lease_key, leased_at, lease_until, shuffle
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (captura_id, person) DO UPDATE SET
    token = excluded.token,
    task = excluded.task,
    lease_key = excluded.lease_key,
    leased_at = excluded.leased_at,
    lease_until = excluded.lease_until,
    shuffle = excluded.shuffle
