-- list_columns
-- Every table with its columns, in the order in which they were made.
SELECT t.name AS table_name, c.name AS column_name, LOWER(c.type) AS type
FROM sqlite_schema AS t
JOIN pragma_table_info(t.name) AS c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND t.name <> '_sqlx_migrations'
ORDER BY t.name, c.cid
