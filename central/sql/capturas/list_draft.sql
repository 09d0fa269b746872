-- list_draft
SELECT campo, text, marked
FROM captura_drafts
WHERE captura_id = $1 AND person = $2
