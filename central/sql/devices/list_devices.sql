-- list_devices
SELECT device_id, thumbprint, jwk, label, enrolled_at, token_iat, token_ejercicio, revoked_at, revoked_reason
FROM devices
ORDER BY device_id
