-- list_settled
-- Every round that ever settled, by acta and round: the acta says which one stands.
SELECT t.content_id, c.acta, c.round, t.content, t.content_sha256
FROM capturas AS c
JOIN captura_contents AS t ON t.captura_id = c.captura_id AND t.part = 'settled'
WHERE c.ejercicio_id = $1 AND c.stage = 'settled' AND c.eleccion = $2
ORDER BY c.acta, c.round
