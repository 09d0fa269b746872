-- find_settled
SELECT t.content_id, c.acta, c.round, t.content, t.content_sha256
FROM captura_contents AS t
JOIN capturas AS c ON c.captura_id = t.captura_id
WHERE c.ejercicio_id = $1 AND c.acta = $2 AND c.round = $3 AND t.part = 'settled'
