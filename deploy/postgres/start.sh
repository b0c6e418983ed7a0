#!/bin/bash
# Starts PostgreSQL with the passwords of /run/secrets: each role has the one of now, whatever its volume held before.
set -eu
for file in "${SECRETS_DIR:-/run/secrets}"/*_PASSWORD; do
  export "$(basename "$file")=$(cat "$file")"
done

if [ -s "$PGDATA/PG_VERSION" ]; then
  roles=postgres
  for name in ${SERVICES//|/ }; do roles+=" $name"; done
  for name in $roles; do
    password=${name^^}_PASSWORD
    echo "alter role \"$name\" password '${!password}'"
  done | postgres --single -D "$PGDATA" -c log_statement=none -c log_min_error_statement=panic postgres >/dev/null
fi
exec docker-entrypoint.sh postgres
