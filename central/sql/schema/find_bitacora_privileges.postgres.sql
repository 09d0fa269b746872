-- find_bitacora_privileges
SELECT COALESCE(
    has_table_privilege(to_regclass('bitacora_events'), 'UPDATE')
    OR has_table_privilege(to_regclass('bitacora_events'), 'DELETE')
    OR has_table_privilege(to_regclass('bitacora_chain'), 'UPDATE')
    OR has_table_privilege(to_regclass('bitacora_chain'), 'DELETE'),
    FALSE
) AS may_change
