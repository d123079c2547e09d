# Dumps the database of each service whose password is there, and lets go of dumps that are over two weeks old.
# They are not of one instant: what a service lacks when it is restored it takes back from Kafka.
set -eu
export PGSSLMODE="${DATABASE_SSL_MODE:-prefer}" PGSSLROOTCERT="${DATABASE_CA_FILE:-}"
now=$(date -u +%Y%m%dT%H%M%SZ)
for secret in "$SECRETS"/*_database_password; do
  name=$(basename "$secret" _database_password)
  PGPASSWORD=$(cat "$secret") pg_dump --host="$DATABASE_HOST" --port="$DATABASE_PORT" --username="$name" \
    --format=custom --file="$BACKUPS/$name.part" "$name"
  mv "$BACKUPS/$name.part" "$BACKUPS/$name-$now.dump"
  echo "$name-$now.dump"
done
find "$BACKUPS" -name '*.dump' -mtime +14 -delete
