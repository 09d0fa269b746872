-- list_image_wanted
-- Actas that have nothing to capture from any more, because the image that came was set aside.
SELECT acta
FROM actas
WHERE ejercicio_id = $1
    AND status IN ('esperada', 'acopiada')
    AND state LIKE '%"set_aside":["%'
ORDER BY updated_at, acta
LIMIT $2
