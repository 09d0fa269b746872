-- delete_proceso_files
DELETE FROM proceso_files
WHERE proceso = $1
