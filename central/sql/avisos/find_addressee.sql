-- find_addressee
-- Where and as what somebody works, unless they may not enter any more.
SELECT person, role, scope
FROM accounts
WHERE person = $1 AND disabled_at IS NULL
