-- take_place
-- One place after the last of the same elección and distrito: now, or at least $5 after it, but
-- never more than $6 from now. So a distrito that sends much at once lets the others in between, and
-- nobody waits behind what arrives much later.
INSERT INTO captura_places (ejercicio_id, eleccion, distrito, place)
VALUES ($1, $2, $3, $4)
ON CONFLICT (ejercicio_id, eleccion, distrito) DO UPDATE
SET place = CASE
    WHEN captura_places.place + $5 <= excluded.place THEN excluded.place
    WHEN captura_places.place + $5 >= excluded.place + $6 THEN excluded.place + $6
    ELSE captura_places.place + $5
END
RETURNING place
