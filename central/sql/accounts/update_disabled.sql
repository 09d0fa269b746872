-- update_disabled
UPDATE accounts
SET disabled_at = $2
WHERE person = $1 AND disabled_at IS NULL
