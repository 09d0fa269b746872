-- list_proceso_files
SELECT path, bytes
FROM proceso_files
WHERE proceso = $1
ORDER BY path
