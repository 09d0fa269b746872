-- update_device_revoked
UPDATE devices
SET revoked_at = $2, revoked_reason = $3
WHERE device_id = $1 AND revoked_at IS NULL
