-- list_account_events
SELECT account_event_id, at, actor, person, event
FROM account_events
WHERE person = $1
ORDER BY account_event_id
