-- insert_device
INSERT INTO devices (device_id, thumbprint, jwk, label, enrolment, enrolled_at)
VALUES ($1, $2, $3, $4, $5, $6)
