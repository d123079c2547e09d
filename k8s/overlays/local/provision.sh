#!/bin/bash
# Gives each service its own database and role; the image runs this once, when the server's folder is empty.
set -euo pipefail
for secret in /run/secrets/*_database_password; do
  name=$(basename "$secret" _database_password)
  psql --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
    --set=name="$name" --set=password="$(<"$secret")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT ON DATABASE :"name" FROM PUBLIC;
SQL
done
