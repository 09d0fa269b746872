-- take_turn
SELECT pg_advisory_xact_lock($1) IS NULL AS taken
