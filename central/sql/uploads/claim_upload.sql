-- claim_upload
INSERT INTO upload_writers (capability, writer)
VALUES ($1, $2)
ON CONFLICT (capability) DO UPDATE SET writer = excluded.writer
