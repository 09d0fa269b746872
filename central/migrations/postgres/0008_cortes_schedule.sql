-- Who does, for all processes, what only one may do at a time. A lease that expired is anybody's.
CREATE TABLE leases (
    -- What is done: `cortes/<proceso>/<ejercicio>`.
    name TEXT NOT NULL PRIMARY KEY,
    -- Random name of the process that does it.
    holder TEXT NOT NULL,
    -- From this moment another may take it.
    expires_at BIGINT NOT NULL
);

-- The schedule of cortes as people govern it. No row: nobody has touched it.
CREATE TABLE corte_agendas (
    ejercicio_id BIGINT NOT NULL PRIMARY KEY REFERENCES ejercicios (ejercicio_id),
    -- State of the machine, as JSON.
    state TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
