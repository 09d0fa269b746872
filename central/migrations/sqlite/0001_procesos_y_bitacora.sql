-- A proceso electoral, as the files it was imported from.
CREATE TABLE procesos (
    -- ProcesoId.
    proceso TEXT NOT NULL PRIMARY KEY,
    -- When it was imported.
    imported_at INTEGER NOT NULL,
    -- SHA-256 over the sorted list of file names and their SHA-256: what was approved.
    catalogue_sha256 BLOB NOT NULL CHECK (length(catalogue_sha256) = 32)
) STRICT;

CREATE TABLE proceso_files (
    proceso TEXT NOT NULL REFERENCES procesos (proceso),
    -- Path inside the folder, with `/`.
    path TEXT NOT NULL,
    -- The bytes as imported.
    bytes BLOB NOT NULL,
    PRIMARY KEY (proceso, path)
) STRICT;

-- One run of a proceso: a simulacro or the oficial.
CREATE TABLE ejercicios (
    ejercicio_id INTEGER NOT NULL PRIMARY KEY,
    proceso TEXT NOT NULL REFERENCES procesos (proceso),
    -- EjercicioId.
    ejercicio TEXT NOT NULL,
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    -- 1 while devices and people may work in it; at most one row at a time.
    is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    created_at INTEGER NOT NULL,
    -- The signed puesta en ceros, a compact JWS.
    puesta_en_ceros TEXT,
    UNIQUE (proceso, ejercicio)
) STRICT;

CREATE UNIQUE INDEX ejercicios_one_open ON ejercicios (is_open) WHERE is_open = 1;

-- Every event, written in the transaction of the change it tells.
CREATE TABLE bitacora_events (
    -- Order of writing.
    event_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    at INTEGER NOT NULL,
    -- What it happened to, as the text of Subject: `acta:GUB/090001B0100/A02`.
    subject TEXT NOT NULL,
    -- Canonical bytes.
    event BLOB NOT NULL,
    -- Digest of the bytes under the event prefix.
    event_sha256 BLOB NOT NULL CHECK (length(event_sha256) = 32)
) STRICT;

CREATE INDEX bitacora_events_by_subject ON bitacora_events (ejercicio_id, subject, event_id);

-- The chain over the events, written by the sequencer in batches.
CREATE TABLE bitacora_chain (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- Place in the ejercicio's chain, from 1.
    n INTEGER NOT NULL CHECK (n > 0),
    event_id INTEGER NOT NULL UNIQUE REFERENCES bitacora_events (event_id),
    chain_sha256 BLOB NOT NULL CHECK (length(chain_sha256) = 32),
    PRIMARY KEY (ejercicio_id, n)
) STRICT;

CREATE TRIGGER bitacora_events_never_change BEFORE UPDATE ON bitacora_events
BEGIN SELECT RAISE(ABORT, 'the bitacora is append-only'); END;
CREATE TRIGGER bitacora_events_never_go BEFORE DELETE ON bitacora_events
BEGIN SELECT RAISE(ABORT, 'the bitacora is append-only'); END;
CREATE TRIGGER bitacora_chain_never_changes BEFORE UPDATE ON bitacora_chain
BEGIN SELECT RAISE(ABORT, 'the bitacora is append-only'); END;
CREATE TRIGGER bitacora_chain_never_goes BEFORE DELETE ON bitacora_chain
BEGIN SELECT RAISE(ABORT, 'the bitacora is append-only'); END;
