-- count_pairs
-- Second capturas from $2 on, and those that settled their acta in the same moment, because both said
-- the same.
SELECT COUNT(*) AS pairs, COUNT(s.captura_id) AS equal
FROM captura_contents AS t
JOIN capturas AS c ON c.captura_id = t.captura_id
LEFT JOIN captura_contents AS s
    ON s.captura_id = t.captura_id AND s.part = 'settled' AND s.at = t.at
WHERE t.part = 'second' AND t.at >= $2 AND c.ejercicio_id = $1
