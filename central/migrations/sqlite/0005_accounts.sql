-- The people of the installation. Accounts outlive ejercicios.
CREATE TABLE accounts (
    -- PersonId: opaque and random; the only thing that leaves this table for the bitácora.
    person TEXT NOT NULL PRIMARY KEY,
    -- What the person types to enter, lower case. Never used again for anybody else.
    username TEXT NOT NULL UNIQUE,
    -- The person's name as pages show it. Never in a log nor in the bitácora.
    display_name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN (
        'cael', 'acopiador', 'digitalizador', 'capturista', 'verificador',
        'supervisor', 'coordinador', 'administrador', 'auditor', 'monitor'
    )),
    -- Where the role holds: todo, distrito:N, catd:NAME or ccv:NAME.
    scope TEXT NOT NULL,
    -- Argon2id as a PHC string, salt and cost inside.
    password_phc TEXT NOT NULL,
    -- 1 while the password is one that somebody else has seen.
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    created_at INTEGER NOT NULL,
    password_changed_at INTEGER NOT NULL,
    -- NULL while the account may be used.
    disabled_at INTEGER
) STRICT;

-- Who is in now. Rows go when a session ends.
CREATE TABLE sessions (
    -- SHA-256 of the secret that only the browser holds.
    token_sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(token_sha256) = 32),
    person TEXT NOT NULL REFERENCES accounts (person),
    opened_at INTEGER NOT NULL,
    -- Last use, written at most once a minute.
    seen_at INTEGER NOT NULL,
    -- The end, however busy the session is.
    ends_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_person ON sessions (person);

-- Attempts to enter that have not succeeded, so that guessing gets slower and slower.
CREATE TABLE login_attempts (
    -- SHA-256 of the kind (account or address) and the text: what people type as a username may be
    -- a password.
    subject_sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(subject_sha256) = 32),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    last_at INTEGER NOT NULL,
    -- Nothing is tried before this moment.
    blocked_until INTEGER NOT NULL
) STRICT;

-- What happened to accounts while no ejercicio was open, and what the bitácora has no event for.
CREATE TABLE account_events (
    account_event_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    -- Actor as JSON.
    actor TEXT NOT NULL,
    -- Whose account. No reference: an event outlives everything.
    person TEXT NOT NULL,
    -- AccountEvent as JSON.
    event TEXT NOT NULL
) STRICT;

CREATE TRIGGER account_events_never_change BEFORE UPDATE ON account_events
BEGIN SELECT RAISE(ABORT, 'account_events is append-only'); END;
CREATE TRIGGER account_events_never_go BEFORE DELETE ON account_events
BEGIN SELECT RAISE(ABORT, 'account_events is append-only'); END;
