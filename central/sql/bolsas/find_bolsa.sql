-- find_bolsa
SELECT
    bolsa, ejercicio_id, device_id, envelope, envelope_sha256, casilla, state, claimed_at, acopio,
    received_at, elsewhere, receipt
FROM bolsas
WHERE bolsa = $1
