-- Every acta esperada of an ejercicio, filled when it begins.
CREATE TABLE actas (
    ejercicio_id INTEGER NOT NULL REFERENCES ejercicios (ejercicio_id),
    -- ActaKey text.
    acta TEXT NOT NULL,
    -- Its three parts, to select by.
    eleccion TEXT NOT NULL,
    casilla TEXT NOT NULL,
    tipo_acta TEXT NOT NULL,
    -- Number of the ámbito in which its votes are added.
    ambito INTEGER NOT NULL,
    -- Short name of the state, derived from it, to select and count by.
    status TEXT NOT NULL,
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (ejercicio_id, acta)
) STRICT;

CREATE INDEX actas_by_status ON actas (ejercicio_id, status, eleccion);
CREATE INDEX actas_by_casilla ON actas (ejercicio_id, casilla);
