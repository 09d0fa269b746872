-- delete_draft
DELETE FROM captura_drafts
WHERE captura_id = $1 AND person = $2
