-- list_device_reports
-- What devices last told, and where whoever held each works; the most silent first.
SELECT
    reports.device_id AS device_id, devices.label AS label, reports.seen_at AS seen_at,
    reports.waiting AS waiting, reports.rejected AS rejected, reports.oldest_at AS oldest_at,
    accounts.scope AS scope, devices.revoked_at AS revoked_at
FROM device_reports AS reports
INNER JOIN devices ON devices.device_id = reports.device_id
LEFT JOIN accounts ON accounts.person = reports.person
WHERE reports.seen_at >= $1
ORDER BY reports.seen_at, reports.device_id
LIMIT $2
