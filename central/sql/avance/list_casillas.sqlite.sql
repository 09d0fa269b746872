-- list_casillas
-- Of each casilla of a list: its actas, those with an image, those that are SIN ACTA.
SELECT
    casilla,
    COUNT(*) AS esperadas,
    SUM(CASE WHEN status IN ('digitalizada', 'capturada', 'verificada', 'cotejada') THEN 1 ELSE 0 END) AS images,
    SUM(CASE WHEN status = 'sin_acta' THEN 1 ELSE 0 END) AS sin_acta
FROM actas
WHERE ejercicio_id = $1 AND casilla IN (SELECT value FROM json_each($2))
GROUP BY casilla
ORDER BY casilla
