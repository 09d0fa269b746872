-- take_turn_beside
SELECT pg_advisory_xact_lock_shared($1) IS NULL AS taken
