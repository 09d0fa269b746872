-- Every acta esperada of an ejercicio, filled when it begins.
CREATE TABLE actas (
    ejercicio_id BIGINT NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- ActaKey text.
    acta TEXT COLLATE "C" NOT NULL,
    -- Its three parts, to select by.
    eleccion TEXT COLLATE "C" NOT NULL,
    casilla TEXT COLLATE "C" NOT NULL,
    tipo_acta TEXT COLLATE "C" NOT NULL,
    -- Number of the ámbito in which its votes are added.
    ambito BIGINT NOT NULL,
    -- Short name of the state, derived from it, to select and count by.
    status TEXT COLLATE "C" NOT NULL,
    -- State of the machine, as JSON.
    state TEXT COLLATE "C" NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (ejercicio_id, acta)
);

CREATE INDEX actas_by_status ON actas (ejercicio_id, status, eleccion);
CREATE INDEX actas_by_casilla ON actas (ejercicio_id, casilla);
