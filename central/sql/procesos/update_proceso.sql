-- update_proceso
UPDATE procesos
SET imported_at = $2, catalogue_sha256 = $3
WHERE proceso = $1
