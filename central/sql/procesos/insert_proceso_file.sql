-- insert_proceso_file
INSERT INTO proceso_files (proceso, path, bytes)
VALUES ($1, $2, $3)
