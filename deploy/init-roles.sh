#!/bin/sh
# Run by the image of PostgreSQL when its database is made first.
set -eu
psql -v ON_ERROR_STOP=1 -v indexer_password="$INDEXER_PASSWORD" -v server_password="$SERVER_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file /roles.sql
