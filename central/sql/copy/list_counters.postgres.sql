-- list_counters
-- Columns that number rows by themselves, with the sequence that does.
SELECT
    CAST(table_name AS TEXT) AS table_name,
    CAST(column_name AS TEXT) AS column_name,
    pg_get_serial_sequence(table_name, column_name) AS counter
FROM information_schema.columns
WHERE table_schema = current_schema() AND is_identity = 'YES'
