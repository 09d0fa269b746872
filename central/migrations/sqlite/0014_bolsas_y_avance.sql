-- Every reception of a Bolsa PREP, as the acopiador's tablet signed it.
CREATE TABLE bolsas (
    -- BolsaId, made by the device.
    bolsa TEXT NOT NULL PRIMARY KEY,
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    device_id TEXT NOT NULL REFERENCES devices (device_id),
    -- The envelope, the compact JWS as received.
    envelope TEXT NOT NULL,
    envelope_sha256 BLOB NOT NULL UNIQUE CHECK (length(envelope_sha256) = 32),
    -- CLAVE_CASILLA.
    casilla TEXT NOT NULL,
    -- Short name of the state, to select by.
    status TEXT NOT NULL CHECK (status IN ('received', 'quarantined', 'rejected')),
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    -- The device's word for when it arrived, corrected by what it knew of its clock.
    claimed_at INTEGER NOT NULL,
    -- The acopio that counts: the same, or received_at if the device's cannot be.
    acopio INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    -- 1 if who received it answers for other casillas than this one.
    elsewhere INTEGER NOT NULL CHECK (elsewhere IN (0, 1)),
    -- The receipt, a compact JWS, signed in the transaction that stored: the same one for ever.
    receipt TEXT,
    CHECK ((status = 'received') = (receipt IS NOT NULL))
) STRICT;

CREATE INDEX bolsas_by_casilla ON bolsas (ejercicio_id, casilla, received_at);
CREATE INDEX bolsas_quarantined ON bolsas (ejercicio_id, received_at) WHERE status = 'quarantined';

-- What each device last told of itself.
CREATE TABLE device_reports (
    device_id TEXT NOT NULL PRIMARY KEY REFERENCES devices (device_id),
    -- When, by the server's clock.
    seen_at INTEGER NOT NULL,
    -- Photographs and bags without a receipt.
    waiting INTEGER NOT NULL CHECK (waiting >= 0),
    -- Those that wait for a person.
    rejected INTEGER NOT NULL CHECK (rejected >= 0),
    -- Since when the oldest of them waits: its age, taken from seen_at.
    oldest_at INTEGER,
    -- PersonId of who held it.
    person TEXT
) STRICT;
