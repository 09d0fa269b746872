-- Every image stored, once, however often and under whatever envelope it arrived.
CREATE TABLE images (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- Digest of its bytes: its name in the object store.
    image_sha256 BLOB NOT NULL CHECK (length(image_sha256) = 32),
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (ejercicio_id, image_sha256)
) STRICT;

-- Every envelope received, with where its image stands.
CREATE TABLE digitalizaciones (
    -- DigitalizacionId, made by the device.
    digitalizacion TEXT NOT NULL PRIMARY KEY,
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    device_id TEXT NOT NULL REFERENCES devices (device_id),
    -- The envelope, the compact JWS as received.
    envelope TEXT NOT NULL,
    envelope_sha256 BLOB NOT NULL UNIQUE CHECK (length(envelope_sha256) = 32),
    -- The acta the envelope names, ActaKey text, if it names one.
    acta TEXT,
    -- What the image must be, by the envelope.
    image_sha256 BLOB NOT NULL CHECK (length(image_sha256) = 32),
    image_bytes INTEGER NOT NULL CHECK (image_bytes > 0),
    image_width INTEGER NOT NULL,
    image_height INTEGER NOT NULL,
    registered_at INTEGER NOT NULL,
    -- Where its bytes stand: the state a device is told.
    status TEXT NOT NULL CHECK (status IN ('receiving', 'stored', 'quarantined', 'rejected')),
    -- State of the machine, as JSON: which acta it is of, or what is to be found out.
    state TEXT NOT NULL,
    -- The secret part of the upload's URL and the name of its part. In clear: whoever has it can
    -- only send bytes that were signed.
    capability TEXT NOT NULL UNIQUE,
    -- After this moment the URL is good for nothing and what had arrived is dropped.
    upload_expires_at INTEGER NOT NULL,
    -- When the last byte had been stored.
    received_at INTEGER,
    -- The receipt, a compact JWS, signed in the transaction that stored: the same one for ever.
    receipt TEXT,
    -- URI of the problem for which the image was rejected.
    problem TEXT,
    CHECK ((status = 'receiving') = (received_at IS NULL))
) STRICT;

CREATE INDEX digitalizaciones_by_image ON digitalizaciones (ejercicio_id, image_sha256);
CREATE INDEX digitalizaciones_by_acta ON digitalizaciones (ejercicio_id, acta)
WHERE acta IS NOT NULL;
CREATE INDEX digitalizaciones_receiving ON digitalizaciones (upload_expires_at)
WHERE status = 'receiving';
CREATE INDEX digitalizaciones_quarantined ON digitalizaciones (ejercicio_id, received_at)
WHERE status = 'quarantined';

-- What a supervisor must look at.
CREATE TABLE incidents (
    incident_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    at INTEGER NOT NULL,
    -- `same_bytes`: one image under the names of two actas. `broken_sequence`: a device's history
    -- was changed.
    kind TEXT NOT NULL CHECK (kind IN ('same_bytes', 'broken_sequence')),
    -- The arrival that gave rise to it.
    digitalizacion TEXT NOT NULL REFERENCES digitalizaciones (digitalizacion),
    -- The other image, for `same_bytes`.
    other TEXT REFERENCES digitalizaciones (digitalizacion),
    -- When somebody settled it.
    settled_at INTEGER,
    UNIQUE (kind, digitalizacion)
) STRICT;
