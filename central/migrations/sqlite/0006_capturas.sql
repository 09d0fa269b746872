-- One round of captura of one acta.
CREATE TABLE capturas (
    captura_id INTEGER NOT NULL PRIMARY KEY,
    ejercicio_id INTEGER NOT NULL,
    -- ActaKey text.
    acta TEXT NOT NULL,
    -- Its elección, to count by.
    eleccion TEXT NOT NULL,
    -- Which round of this acta, from 1.
    round INTEGER NOT NULL CHECK (round > 0),
    -- Name of the machine's state, derived from it, to count by.
    stage TEXT NOT NULL CHECK (stage IN (
        'pending', 'first_in_progress', 'first_done', 'first_recalled', 'second_in_progress',
        'both_in_progress', 'different', 'verificacion_in_progress', 'needs_second_verificacion',
        'second_verificacion_in_progress', 'settled', 'image_unusable', 'sent_back'
    )),
    -- What it waits for once nobody holds a lease; NULL once it ended.
    work TEXT CHECK (work IN ('captura', 'verificacion')),
    -- Who made what the next person must not have made: the first captura, or the decision that
    -- needs a second verificador. Empty while there is none. So that whoever works alone steps over
    -- their own actas within the index.
    author TEXT NOT NULL,
    -- When it was opened: its place in every queue, kept to the end of the round.
    queued_at INTEGER NOT NULL,
    -- When the last of its leases lapses; NULL while nobody holds one.
    lease_until INTEGER,
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (ejercicio_id, acta, round),
    FOREIGN KEY (ejercicio_id, acta) REFERENCES actas (ejercicio_id, acta),
    CHECK ((work IS NULL) = (stage IN ('settled', 'image_unusable', 'sent_back')))
) STRICT;

CREATE INDEX capturas_queue
ON capturas (ejercicio_id, work, queued_at, captura_id, author, lease_until)
WHERE work IS NOT NULL;
CREATE INDEX capturas_by_stage ON capturas (ejercicio_id, stage, eleccion);

CREATE TRIGGER capturas_ended_never_change BEFORE UPDATE ON capturas WHEN old.work IS NULL
BEGIN SELECT RAISE(ABORT, 'an ended round never changes'); END;
CREATE TRIGGER capturas_never_go BEFORE DELETE ON capturas
BEGIN SELECT RAISE(ABORT, 'a round is never removed'); END;

-- Who takes part in a round: finished something that stands, holds a lease, or is barred from it.
CREATE TABLE captura_people (
    captura_id INTEGER NOT NULL REFERENCES capturas (captura_id),
    -- PersonId.
    person TEXT NOT NULL,
    -- Number of the lease they hold; this and the next five are NULL if they hold none.
    token INTEGER,
    -- What it is for.
    task TEXT CHECK (task IN ('first', 'second', 'verificacion', 'second_verificacion')),
    -- Its name in pages and addresses: random, because a number would tell who came before.
    lease_key TEXT UNIQUE,
    leased_at INTEGER,
    lease_until INTEGER,
    -- Random number that decides in which order a verificador sees the sides.
    shuffle INTEGER,
    PRIMARY KEY (captura_id, person),
    CHECK ((token IS NULL) = (task IS NULL) AND (token IS NULL) = (lease_key IS NULL)),
    CHECK ((token IS NULL) = (leased_at IS NULL) AND (token IS NULL) = (lease_until IS NULL)),
    CHECK ((token IS NULL) = (shuffle IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX captura_people_holding ON captura_people (person, leased_at) WHERE token IS NOT NULL;

-- Everything that anybody finished, recalled or not, and what each round settled. The bitácora
-- names these contents by their digests and never shows them.
CREATE TABLE captura_contents (
    -- Order of writing.
    content_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    captura_id INTEGER NOT NULL REFERENCES capturas (captura_id),
    -- The task that was finished, or `settled` for the values that stand.
    part TEXT NOT NULL CHECK (part IN (
        'first', 'second', 'verificacion', 'second_verificacion', 'settled'
    )),
    -- Who finished it; NULL for `settled`.
    person TEXT,
    -- The lease under which it was finished, so that a repeated request is known; NULL for `settled`.
    lease_key TEXT UNIQUE,
    at INTEGER NOT NULL,
    -- CapturaContent as canonical JSON.
    content TEXT NOT NULL,
    -- CapturaContent::sha256.
    content_sha256 BLOB NOT NULL CHECK (length(content_sha256) = 32),
    CHECK ((person IS NULL) = (part = 'settled') AND (person IS NULL) = (lease_key IS NULL))
) STRICT;

CREATE UNIQUE INDEX captura_contents_settled ON captura_contents (captura_id)
WHERE part = 'settled';
CREATE INDEX captura_contents_by_captura ON captura_contents (captura_id, content_id);
CREATE INDEX captura_contents_by_person ON captura_contents (person, content_id)
WHERE person IS NOT NULL;

CREATE TRIGGER captura_contents_never_change BEFORE UPDATE ON captura_contents
BEGIN SELECT RAISE(ABORT, 'captura_contents is append-only'); END;
CREATE TRIGGER captura_contents_never_go BEFORE DELETE ON captura_contents
BEGIN SELECT RAISE(ABORT, 'captura_contents is append-only'); END;

-- What somebody is typing, field by field, until they finish.
CREATE TABLE captura_drafts (
    captura_id INTEGER NOT NULL REFERENCES capturas (captura_id),
    -- PersonId; nobody else is ever shown it.
    person TEXT NOT NULL,
    -- CampoId.
    campo TEXT NOT NULL,
    -- As typed, right or wrong.
    text TEXT NOT NULL CHECK (length(text) <= 12),
    -- 1 if marked letra contra número.
    marked INTEGER NOT NULL CHECK (marked IN (0, 1)),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (captura_id, person, campo)
) STRICT, WITHOUT ROWID;
