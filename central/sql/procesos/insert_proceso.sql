-- insert_proceso
INSERT INTO procesos (proceso, imported_at, catalogue_sha256)
VALUES ($1, $2, $3)
