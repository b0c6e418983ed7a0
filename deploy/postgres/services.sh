#!/bin/bash
# One database and one role for each service; nobody else may connect to it. Runs once, on an empty volume.
set -eu

service() { # name password
  psql --quiet -v ON_ERROR_STOP=1 -v name="$1" -v password="$2" -U "$POSTGRES_USER" -d postgres <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
}

for name in ${SERVICES//|/ }; do
  password=${name^^}_PASSWORD
  service "$name" "${!password}"
done
