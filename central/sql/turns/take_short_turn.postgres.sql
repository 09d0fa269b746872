-- take_short_turn
-- For what takes milliseconds and everybody waits for: a holder that hangs in the middle, frozen or
-- cut off, is ended by the server after five seconds, and the next one has the turn.
SELECT pg_advisory_xact_lock($1) IS NULL AS taken,
    set_config('idle_in_transaction_session_timeout', '5s', true) AS patience
