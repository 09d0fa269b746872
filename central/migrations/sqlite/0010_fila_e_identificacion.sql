-- What a person must find out about an image that no acta has yet.
ALTER TABLE digitalizaciones ADD COLUMN identification TEXT
CHECK (identification IN ('pending', 'fuera_proposed', 'fuera'));
-- pending: which acta it is of. fuera_proposed, fuera: said, and agreed, to be of no casilla of the
-- catalogue. Derived from the state, to select by.
UPDATE digitalizaciones
SET identification = CASE json_extract(state, '$.state.state')
    WHEN 'pending_identification' THEN 'pending'
    WHEN 'fuera_proposed' THEN 'fuera_proposed'
    WHEN 'fuera_de_catalogo' THEN 'fuera'
END;
CREATE INDEX digitalizaciones_by_identification
ON digitalizaciones (ejercicio_id, identification, received_at, digitalizacion)
WHERE identification IS NOT NULL;

-- How its votes were cast, as a bit so that one number says which ones a person is given: 1
-- ordinaria, 2 especial, 4 urna electrónica, 8 extranjero, 16 anticipado, 32 prisión preventiva.
ALTER TABLE capturas ADD COLUMN modalidad INTEGER NOT NULL DEFAULT 1;
-- The distrito local of its casilla; 0 if it belongs to none.
ALTER TABLE capturas ADD COLUMN distrito INTEGER NOT NULL DEFAULT 0;
-- Its place in every queue: when it was queued, later if many of its elección and distrito were
-- queued just before it.
ALTER TABLE capturas ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE capturas
SET
    place = queued_at,
    modalidad = CASE substr(acta, instr(acta, '/') + 7, 1)
        WHEN 'S' THEN 2
        WHEN 'M' THEN 8
        WHEN 'A' THEN 16
        WHEN 'P' THEN 32
        ELSE 1
    END
WHERE work IS NOT NULL;

DROP INDEX capturas_queue;
CREATE INDEX capturas_queue
ON capturas (
    ejercicio_id, work, place, captura_id, author, lease_until, modalidad, queued_at
)
WHERE work IS NOT NULL;

-- The last place given among the actas of one elección and distrito.
CREATE TABLE captura_places (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    eleccion TEXT NOT NULL,
    distrito INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (ejercicio_id, eleccion, distrito)
) STRICT, WITHOUT ROWID;

-- How supervisors govern the queue. No row: nobody has touched it.
CREATE TABLE captura_filas (
    ejercicio_id INTEGER NOT NULL PRIMARY KEY REFERENCES ejercicios (ejercicio_id),
    -- The Fila, as JSON.
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
