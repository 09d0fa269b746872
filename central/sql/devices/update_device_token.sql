-- update_device_token
UPDATE devices
SET token_iat = $2, token_ejercicio = $3
WHERE device_id = $1
