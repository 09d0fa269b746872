-- upsert_device_report
INSERT INTO device_reports (device_id, seen_at, waiting, rejected, oldest_at, person)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (device_id) DO UPDATE SET
    seen_at = excluded.seen_at,
    waiting = excluded.waiting,
    rejected = excluded.rejected,
    oldest_at = excluded.oldest_at,
    person = COALESCE(excluded.person, device_reports.person)
