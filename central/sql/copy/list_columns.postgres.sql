-- list_columns
-- Every table with its columns, in the order in which they were made. What waits for the chain is
-- written by triggers.
SELECT
    CAST(c.table_name AS TEXT) AS table_name,
    CAST(c.column_name AS TEXT) AS column_name,
    CAST(c.data_type AS TEXT) AS type
FROM information_schema.columns AS c
JOIN information_schema.tables AS t
    ON t.table_schema = c.table_schema AND t.table_name = c.table_name
WHERE c.table_schema = current_schema()
    AND t.table_type = 'BASE TABLE'
    AND c.table_name NOT IN ('_sqlx_migrations', 'bitacora_pending')
ORDER BY c.table_name, c.ordinal_position
