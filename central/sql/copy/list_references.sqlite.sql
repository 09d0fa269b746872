-- list_references
SELECT DISTINCT t.name AS table_name, f."table" AS refers_to
FROM sqlite_schema AS t
JOIN pragma_foreign_key_list(t.name) AS f
WHERE t.type = 'table' AND t.name <> f."table"
