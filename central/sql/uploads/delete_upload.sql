-- delete_upload
DELETE FROM upload_writers
WHERE capability = $1
