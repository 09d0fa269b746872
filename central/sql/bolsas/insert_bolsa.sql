-- insert_bolsa
INSERT INTO bolsas (
    bolsa, ejercicio_id, device_id, envelope, envelope_sha256, casilla, status, state, claimed_at, acopio,
    received_at, elsewhere, receipt
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
