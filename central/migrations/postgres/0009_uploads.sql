-- Uploads in progress whose bytes are pieces in an object store that several processes share. Where
-- the bytes lie in a part on this machine's disk, both tables stay empty.

-- Who may add to an upload: the newest request only, in whatever process it runs.
CREATE TABLE upload_writers (
    -- The upload, as in digitalizaciones.
    capability TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- A number drawn by that request. Drawn and not counted: an upload that begins again never
    -- admits a request of before.
    writer BIGINT NOT NULL
);

-- What is durable of an upload, without gaps: where it stands is the sum of its bytes.
CREATE TABLE upload_pieces (
    capability TEXT COLLATE "C" NOT NULL REFERENCES upload_writers (capability) ON DELETE CASCADE,
    -- Where in the image its first byte belongs.
    first_byte BIGINT NOT NULL CHECK (first_byte >= 0),
    -- How many bytes of the object count; the object may have more, which were taken back.
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    -- The request that sent it: with first_byte, the name of the object.
    writer BIGINT NOT NULL,
    PRIMARY KEY (capability, first_byte)
);
