-- list_references
SELECT DISTINCT
    CAST(CAST(conrelid AS REGCLASS) AS TEXT) AS table_name,
    CAST(CAST(confrelid AS REGCLASS) AS TEXT) AS refers_to
FROM pg_constraint
WHERE contype = 'f' AND conrelid <> confrelid AND connamespace = to_regnamespace(current_schema())
