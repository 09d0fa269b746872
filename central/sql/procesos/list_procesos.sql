-- list_procesos
SELECT proceso, imported_at, catalogue_sha256
FROM procesos
ORDER BY proceso
