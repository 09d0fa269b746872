-- insert_account_event
INSERT INTO account_events (at, actor, person, event)
VALUES ($1, $2, $3, $4)
