-- count_finished
SELECT COUNT(DISTINCT t.captura_id) AS finished
FROM captura_contents AS t
JOIN capturas AS c ON c.captura_id = t.captura_id
WHERE t.person = $2 AND c.ejercicio_id = $1
