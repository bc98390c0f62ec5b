-- Roles with the least rights, for an administrator, once, in the database that libraries are published in:
--   psql -v ON_ERROR_STOP=1 -v indexer_password=… -v server_password=… -d photos -f roles.sql
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Machines that index and publish. Tables belong to the role that all of them share, whichever login has made them.
CREATE ROLE photoseek_indexer NOLOGIN;
CREATE ROLE indexer LOGIN PASSWORD :'indexer_password' IN ROLE photoseek_indexer;
ALTER ROLE indexer SET role = photoseek_indexer;

-- Machines that answer. They write nothing.
CREATE ROLE photoseek_server NOLOGIN;
CREATE ROLE server LOGIN PASSWORD :'server_password' IN ROLE photoseek_server;
ALTER ROLE server SET default_transaction_read_only = on;

-- Nobody else makes anything here, and indexers nothing outside of their schema.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA photoseek AUTHORIZATION photoseek_indexer;
GRANT USAGE ON SCHEMA photoseek TO photoseek_server;
-- Also of tables that are made later: each model has one.
ALTER DEFAULT PRIVILEGES FOR ROLE photoseek_indexer IN SCHEMA photoseek GRANT SELECT ON TABLES TO photoseek_server;
