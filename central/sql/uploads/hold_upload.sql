-- hold_upload
UPDATE upload_writers
SET writer = $2
WHERE capability = $1 AND writer = $2
