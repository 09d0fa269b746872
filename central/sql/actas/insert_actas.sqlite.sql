-- insert_actas
INSERT INTO actas (ejercicio_id, acta, eleccion, casilla, tipo_acta, ambito, status, state,
    distrito, updated_at)
SELECT $1, row.value ->> 0, row.value ->> 1, row.value ->> 2, row.value ->> 3, row.value ->> 4,
    row.value ->> 5, row.value ->> 6, row.value ->> 7, $3
FROM json_each($2) AS row
