-- update_bolsa
UPDATE bolsas
SET status = $2, state = $3, receipt = $4
WHERE bolsa = $1
