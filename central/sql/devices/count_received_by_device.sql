-- count_received_by_device
SELECT
    device_id, COUNT(*) AS registered,
    CAST(SUM(CASE WHEN status = 'receiving' THEN 1 ELSE 0 END) AS BIGINT) AS receiving,
    CAST(SUM(CASE WHEN status = 'quarantined' THEN 1 ELSE 0 END) AS BIGINT) AS quarantined,
    MAX(registered_at) AS last_at
FROM digitalizaciones
WHERE ejercicio_id = $1
GROUP BY device_id
