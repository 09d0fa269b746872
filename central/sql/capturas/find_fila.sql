-- find_fila
SELECT state
FROM captura_filas
WHERE ejercicio_id = $1
