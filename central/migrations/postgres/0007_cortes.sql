-- One row for each corte, whether it came to be published or not. Numbers only grow.
CREATE TABLE cortes (
    ejercicio_id BIGINT NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- Its number, from 1.
    number BIGINT NOT NULL CHECK (number > 0),
    -- State of the machine, as JSON.
    state TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (ejercicio_id, number)
);

CREATE TRIGGER cortes_never_go BEFORE DELETE ON cortes
FOR EACH ROW EXECUTE FUNCTION refuse_change('a corte is never removed');
