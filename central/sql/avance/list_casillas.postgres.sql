-- list_casillas
-- Of each casilla of a list: its actas, those with an image, those that are SIN ACTA.
SELECT
    casilla,
    COUNT(*) AS esperadas,
    CAST(SUM(CASE WHEN status IN ('digitalizada', 'capturada', 'verificada', 'cotejada') THEN 1 ELSE 0 END) AS BIGINT) AS images,
    CAST(SUM(CASE WHEN status = 'sin_acta' THEN 1 ELSE 0 END) AS BIGINT) AS sin_acta
FROM actas
WHERE ejercicio_id = $1 AND casilla IN (SELECT json_array_elements_text(CAST($2 AS JSON)))
GROUP BY casilla
ORDER BY casilla
