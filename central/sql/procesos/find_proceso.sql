-- find_proceso
SELECT proceso, imported_at, catalogue_sha256
FROM procesos
WHERE proceso = $1
