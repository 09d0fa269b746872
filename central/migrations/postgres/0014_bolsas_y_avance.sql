-- Every reception of a Bolsa PREP, as the acopiador's tablet signed it.
CREATE TABLE bolsas (
    -- BolsaId, made by the device.
    bolsa TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    ejercicio_id BIGINT NOT NULL REFERENCES ejercicios (ejercicio_id),
    device_id TEXT COLLATE "C" NOT NULL REFERENCES devices (device_id),
    -- The envelope, the compact JWS as received.
    envelope TEXT COLLATE "C" NOT NULL,
    envelope_sha256 BYTEA NOT NULL UNIQUE CHECK (length(envelope_sha256) = 32),
    -- CLAVE_CASILLA.
    casilla TEXT COLLATE "C" NOT NULL,
    -- Short name of the state, to select by.
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('received', 'quarantined', 'rejected')),
    -- State of the machine, as JSON.
    state TEXT COLLATE "C" NOT NULL,
    -- The device's word for when it arrived, corrected by what it knew of its clock.
    claimed_at BIGINT NOT NULL,
    -- The acopio that counts: the same, or received_at if the device's cannot be.
    acopio BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    -- 1 if who received it answers for other casillas than this one.
    elsewhere BIGINT NOT NULL CHECK (elsewhere IN (0, 1)),
    -- The receipt, a compact JWS, signed in the transaction that stored: the same one for ever.
    receipt TEXT COLLATE "C",
    CHECK ((status = 'received') = (receipt IS NOT NULL))
);

CREATE INDEX bolsas_by_casilla ON bolsas (ejercicio_id, casilla, received_at);
CREATE INDEX bolsas_quarantined ON bolsas (ejercicio_id, received_at) WHERE status = 'quarantined';

-- What each device last told of itself.
CREATE TABLE device_reports (
    device_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES devices (device_id),
    -- When, by the server's clock.
    seen_at BIGINT NOT NULL,
    -- Photographs and bags without a receipt.
    waiting BIGINT NOT NULL CHECK (waiting >= 0),
    -- Those that wait for a person.
    rejected BIGINT NOT NULL CHECK (rejected >= 0),
    -- Since when the oldest of them waits: its age, taken from seen_at.
    oldest_at BIGINT,
    -- PersonId of who held it.
    person TEXT COLLATE "C"
);
