-- A code that lets one device enrol, known by its digest only.
CREATE TABLE enrolment_codes (
    -- EnrolmentCode::digest.
    code_sha256 BYTEA NOT NULL PRIMARY KEY CHECK (length(code_sha256) = 32),
    -- What people call the device: "Tableta 17, distrito 3".
    label TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    -- After this moment it enrols nobody.
    expires_at BIGINT NOT NULL,
    -- The device it enrolled, once used.
    used_by TEXT COLLATE "C"
);

-- A tablet or station that may sign envelopes.
CREATE TABLE devices (
    -- DeviceId.
    device_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- RFC 7638 thumbprint of its key: the `kid` of what it signs.
    thumbprint TEXT COLLATE "C" NOT NULL UNIQUE,
    -- Its public key as JWK.
    jwk TEXT COLLATE "C" NOT NULL,
    -- What people call it.
    label TEXT COLLATE "C" NOT NULL,
    -- Its enrolment request, the compact JWS: platform, model, where the key lives, attestation.
    enrolment TEXT COLLATE "C" NOT NULL,
    enrolled_at BIGINT NOT NULL,
    -- `iat` of the last access token, in seconds; the token itself is not kept.
    token_iat BIGINT,
    -- The ejercicio of that token.
    token_ejercicio TEXT COLLATE "C",
    -- From this moment what it sends is quarantined.
    revoked_at BIGINT,
    -- Why, for people.
    revoked_reason TEXT COLLATE "C",
    CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);

-- Above, devices were not there yet.
ALTER TABLE enrolment_codes ADD FOREIGN KEY (used_by) REFERENCES devices (device_id);

-- How far each device's own sequence of envelopes has come in each ejercicio.
CREATE TABLE device_sequences (
    ejercicio_id BIGINT NOT NULL REFERENCES ejercicios (ejercicio_id),
    device_id TEXT COLLATE "C" NOT NULL REFERENCES devices (device_id),
    -- Highest `seq` received.
    last_seq BIGINT NOT NULL CHECK (last_seq > 0),
    -- SealedEnvelope::chain_digest of that envelope.
    last_sha256 BYTEA NOT NULL CHECK (length(last_sha256) = 32),
    PRIMARY KEY (ejercicio_id, device_id)
);

-- Proofs and assertions seen, so that none is taken twice.
CREATE TABLE used_proofs (
    -- Thumbprint of the key that made it.
    thumbprint TEXT COLLATE "C" NOT NULL,
    -- Its TokenId.
    jti TEXT COLLATE "C" NOT NULL,
    -- After this moment it is refused by its age and need not be remembered.
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (thumbprint, jti)
);

CREATE INDEX used_proofs_by_expiry ON used_proofs (expires_at);
