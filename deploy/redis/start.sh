#!/bin/sh
# One user for each of SERVICES, with as little as it can work with. What is not named here is refused.
# SIGNS is the service that signs log-ins. One that listens to a restricted event has that stream in
# NAME_RESTRICTED; today none does.
set -eu
umask 077
for file in "${SECRETS_DIR:-/run/secrets}"/*_PASSWORD; do  # of deploy/secrets.sh
  [ ! -f "$file" ] || export "$(basename "$file")=$(cat "$file")"
done
users=${USERS_FILE:-${DATA_DIR:-/data}/users.acl}
hash() { printf %s "$1" | sha256sum | cut -c1-64; }
keys() { for key; do printf ' ~%s' "$key"; done; }

services=$(echo "${SERVICES:?}" | tr '|' ' ')
public=$(printf 'qingcheng:%s ' $services)
known=$(printf 'qingcheng:known:%s ' $services)
boxes=$(printf 'qingcheng:letterbox:%s ' $services)
letters=$(printf 'qingcheng:letters:%s ' $services)
connect="+@connection -@admin -@dangerous -client|tracking"
transaction="+multi +exec +discard +unwatch"
look="+xrange +xrevrange +xlen +xinfo"
hear="+xreadgroup +xack +xclaim +xpending +xgroup|create +xgroup|delconsumer"

service() { # name password [restricted stream …]
  name=$1 password=$2 says= && shift 2
  [ "$name" != "${SIGNS:?}" ] || says=" +xadd"  # which sessions are over: all others believe it
  echo "user $name on #$(hash "$password") resetchannels -@all $connect $transaction +time" \
    "(-@all $look $hear$(keys $public "$@"))" \
    "(-@all $look +xpending +watch +xadd +xtrim +xdel$(keys "qingcheng:$name" "qingcheng:$name:restricted"))" \
    "(-@all $look +xadd +xdel$(keys "qingcheng:dead:$name"))" \
    "(-@all +xadd$(keys "qingcheng:known:$name")) (-@all +xrevrange$(keys $known))" \
    "(-@all +xrange$says ~qingcheng:ended)" \
    "(-@all +set +incrby +pexpire +pttl$(keys "qingcheng:limits:$name:*"))" \
    "(-@all +get$(keys $boxes)) (-@all +rpush +llen$(keys $letters))" \
    "(-@all +set$(keys "qingcheng:letterbox:$name")) (-@all +blpop$(keys "qingcheng:letters:$name"))"
}

made=$(grep -E '^user (reader|group)-' "$users" 2>/dev/null || true)  # by qingcheng subscribers redis|group
{
  # Off, and yet allowed all: some servers load each MULTI of the append-only file with the rights of this user,
  # and drop in silence what it may not do (redis#14541, valkey#3983). Nobody gets in as default.
  echo "user default off ~* &* +@all"
  for each in $services; do
    upper=$(echo "$each" | tr a-z A-Z)
    eval "service $each \"\${${upper}_PASSWORD:?}\" \${${upper}_RESTRICTED:-}"
  done
  echo "user subscriber on #$(hash "${SUBSCRIBER_PASSWORD:?}") resetchannels -@all $connect" \
    "+xread +xrange +xrevrange +xlen +xinfo|stream$(keys $public)"
  # Whoever may make users may do anything at all: there is such a user only where a password is set.
  if [ -n "${ACCOUNTS_PASSWORD:-}" ]; then
    echo "user accounts on #$(hash "$ACCOUNTS_PASSWORD") resetchannels -@all $connect" \
      "+acl|setuser +acl|deluser +acl|getuser +acl|save +acl|whoami +xinfo|groups +xgroup|create +xgroup|destroy" \
      "~qingcheng:*"
  fi
  echo "user operator on #$(hash "${OPERATOR_PASSWORD:?}") resetchannels -@all $connect $transaction +watch" \
    "+@stream +exists +type +scan +info +dbsize +memory|usage +slowlog +latency +client|list +acl|log" \
    "+acl|whoami ~qingcheng:*"
  [ -z "$made" ] || echo "$made"
} >"$users"

exec docker-entrypoint.sh redis-server --dir "${DATA_DIR:-/data}" --databases 1 --appendonly yes \
  --appendfsync everysec --save "" --maxmemory-policy noeviction --protected-mode no --aclfile "$users"
