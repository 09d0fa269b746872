-- upsert_draft
INSERT INTO captura_drafts (captura_id, person, campo, text, marked, updated_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (captura_id, person, campo) DO UPDATE SET
    text = excluded.text,
    marked = excluded.marked,
    updated_at = excluded.updated_at
