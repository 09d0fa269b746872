-- announce
NOTIFY prep_changes
