-- grant_server
-- What a server may do, {server} being its role: read and write everything, and never change or
-- remove what only grows. Run after every migration, so it also covers the tables it made.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {server};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {server};
REVOKE UPDATE, DELETE ON bitacora_events, bitacora_chain, account_events, captura_contents
FROM {server};
REVOKE DELETE ON actas, bolsas, capturas, cortes, devices, digitalizaciones, ejercicios, images, incidents
FROM {server};
REVOKE DELETE ON avisos, incidencias FROM {server};
REVOKE UPDATE, DELETE ON aviso_acuses FROM {server};
REVOKE INSERT, UPDATE, DELETE ON _sqlx_migrations FROM {server};
