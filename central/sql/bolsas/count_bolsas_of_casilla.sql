-- count_bolsas_of_casilla
SELECT COUNT(*) AS bolsas
FROM bolsas
WHERE ejercicio_id = $1 AND casilla = $2 AND status = 'received'
