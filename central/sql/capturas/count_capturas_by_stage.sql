-- count_capturas_by_stage
SELECT stage, COUNT(*) AS capturas
FROM capturas
WHERE ejercicio_id = $1
GROUP BY stage
ORDER BY stage
