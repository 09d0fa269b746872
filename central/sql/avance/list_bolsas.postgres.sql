-- list_bolsas
-- When the first bag of each casilla of a list arrived.
SELECT casilla, MIN(acopio) AS acopio
FROM bolsas
WHERE ejercicio_id = $1 AND status = 'received'
    AND casilla IN (SELECT json_array_elements_text(CAST($2 AS JSON)))
GROUP BY casilla
