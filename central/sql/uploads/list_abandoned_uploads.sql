-- list_abandoned_uploads
SELECT w.capability
FROM upload_writers AS w
WHERE NOT EXISTS (
    SELECT 1
    FROM digitalizaciones AS d
    WHERE d.capability = w.capability AND d.status = 'receiving'
)
ORDER BY w.capability
