-- The distrito local of its casilla; 0 if it belongs to none, and in ejercicios begun before this column.
ALTER TABLE actas ADD COLUMN distrito INTEGER NOT NULL DEFAULT 0;

DROP INDEX actas_by_status;
CREATE INDEX actas_by_status ON actas (ejercicio_id, status, eleccion, distrito);

-- What monitors count again and again: rounds that wait, by stage and age; when each acta first came;
-- when something was finished.
CREATE INDEX capturas_open ON capturas (ejercicio_id, stage, queued_at) WHERE work IS NOT NULL;
CREATE INDEX capturas_by_arrival ON capturas (ejercicio_id, queued_at) WHERE round = 1;
CREATE INDEX captura_contents_by_time ON captura_contents (part, at, captura_id, person);

-- What supervisors tell people at work.
CREATE TABLE avisos (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- From 1.
    number INTEGER NOT NULL CHECK (number > 0),
    published_at INTEGER NOT NULL,
    -- PersonId.
    published_by TEXT NOT NULL,
    -- 1 until it is withdrawn. Derived from the state, to select by.
    standing INTEGER NOT NULL CHECK (standing IN (0, 1)),
    -- State of the machine, as JSON: audience and text.
    state TEXT NOT NULL,
    PRIMARY KEY (ejercicio_id, number)
) STRICT;

-- Who said that they know, each once.
CREATE TABLE aviso_acuses (
    ejercicio_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- PersonId.
    person TEXT NOT NULL,
    -- The tablet on which they said so; NULL at the desk.
    device_id TEXT REFERENCES devices (device_id),
    at INTEGER NOT NULL,
    PRIMARY KEY (ejercicio_id, number, person),
    FOREIGN KEY (ejercicio_id, number) REFERENCES avisos (ejercicio_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX aviso_acuses_by_person ON aviso_acuses (ejercicio_id, person, number);

-- What the staff of a CATD tells by telephone. What happened to one is in the bitácora.
CREATE TABLE incidencias (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- From 1.
    number INTEGER NOT NULL CHECK (number > 0),
    logged_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- Short name of the state, derived from it, to select by.
    status TEXT NOT NULL CHECK (status IN ('open', 'assigned', 'closed')),
    -- PersonId of who is to see to it.
    assigned_to TEXT,
    -- What it is about, as text, to select by: `acta:GUB/090001B0100/A02`.
    about TEXT NOT NULL,
    -- Who telephoned, as they said. Never in a log nor in the bitácora.
    caller TEXT NOT NULL,
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    PRIMARY KEY (ejercicio_id, number),
    CHECK ((assigned_to IS NULL) = (status <> 'assigned'))
) STRICT;

CREATE INDEX incidencias_by_status ON incidencias (ejercicio_id, status, number);
CREATE INDEX incidencias_by_about ON incidencias (ejercicio_id, about);
