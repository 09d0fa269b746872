-- insert_actas
-- One statement for many rows: over a line each statement costs more than its row.
INSERT INTO actas (ejercicio_id, acta, eleccion, casilla, tipo_acta, ambito, status, state,
    distrito, updated_at)
SELECT $1, row ->> 0, row ->> 1, row ->> 2, row ->> 3, CAST(row ->> 4 AS BIGINT), row ->> 5, row ->> 6, CAST(row ->> 7 AS BIGINT), $3
FROM json_array_elements(CAST($2 AS JSON)) AS row
