-- find_device
SELECT device_id, thumbprint, jwk, label, enrolled_at, token_iat, token_ejercicio, revoked_at, revoked_reason
FROM devices
WHERE device_id = $1
