-- count_by_identification
SELECT identification, COUNT(*) AS images
FROM digitalizaciones
WHERE ejercicio_id = $1 AND identification IS NOT NULL
GROUP BY identification
