-- After this moment a one-time password opens nothing. NULL: its person chose the password.
ALTER TABLE accounts ADD COLUMN password_expires_at INTEGER;
-- The second factor (RFC 6238). Its secret is not here: it follows from this salt and the server's key.
ALTER TABLE accounts ADD COLUMN totp_salt BLOB CHECK (length(totp_salt) = 16);
-- Since when entering asks for it. NULL with a salt: a telephone is being set up.
ALTER TABLE accounts ADD COLUMN totp_since INTEGER;
-- The last half minute whose code was taken, so that a code is good once.
ALTER TABLE accounts ADD COLUMN totp_step INTEGER;

-- Codes on paper that stand in for a lost telephone, each once.
CREATE TABLE recovery_codes (
    -- SHA-256 of the code.
    code_sha256 BLOB NOT NULL PRIMARY KEY CHECK (length(code_sha256) = 32),
    person TEXT NOT NULL REFERENCES accounts (person)
) STRICT;

CREATE INDEX recovery_codes_by_person ON recovery_codes (person);

-- 1 while the password was right and the code of the second factor is still asked for.
ALTER TABLE sessions ADD COLUMN needs_code INTEGER NOT NULL DEFAULT 0 CHECK (needs_code IN (0, 1));

-- When somebody took a code back that nobody had used. It enrols nobody any more.
ALTER TABLE enrolment_codes ADD COLUMN cancelled_at INTEGER;

-- What each device sent is counted from the index alone: the rows themselves are large.
CREATE INDEX digitalizaciones_by_device
ON digitalizaciones (ejercicio_id, device_id, status, registered_at);
