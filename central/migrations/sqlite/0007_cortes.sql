-- One row for each corte, whether it came to be published or not. Numbers only grow.
CREATE TABLE cortes (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- Its number, from 1.
    number INTEGER NOT NULL CHECK (number > 0),
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (ejercicio_id, number)
) STRICT;

CREATE TRIGGER cortes_never_go BEFORE DELETE ON cortes
BEGIN SELECT RAISE(ABORT, 'a corte is never removed'); END;
