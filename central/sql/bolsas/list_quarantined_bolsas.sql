-- list_quarantined_bolsas
SELECT
    bolsa, ejercicio_id, device_id, envelope, envelope_sha256, casilla, state, claimed_at, acopio,
    received_at, elsewhere, receipt
FROM bolsas
WHERE ejercicio_id = $1 AND status = 'quarantined'
ORDER BY received_at, bolsa
