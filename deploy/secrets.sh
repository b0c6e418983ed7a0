#!/bin/sh
# The passwords of this house: made at the first start, the same ever after; one that .env names goes before.
# Each container gets a volume with its own and no others'.   docker compose run --rm secrets subscriber   shows one.
set -eu
umask 077
all=${SECRETS_DIR:-/secrets} kept=${SECRETS_DIR:-/secrets}/kept
services=$(echo "${SERVICES:?}" | tr '|' ' ')
upper() { echo "$1" | tr a-z A-Z; }

if [ $# -gt 0 ]; then
  cat "$kept/$1" 2>/dev/null || { echo "没有 $1 的密码。No password of $1. There are: $(ls "$kept" | tr '\n' ' ')" >&2; exit 1; }
  exit
fi

write() { # file, its new content on stdin: as a whole or not at all
  cat >"$1.new"
  mv "$1.new" "$1"
}

settle() { # name: the one in .env, else the one of before, else a new one
  eval "given=\${$(upper "$1")_PASSWORD:-}"
  case $given in
  *[!A-Za-z0-9._~-]*)
    echo "$(upper "$1")_PASSWORD：只能有字母、数字和 . _ ~ -。Letters, digits and . _ ~ - alone: it stands in a URL." >&2
    exit 1 ;;
  development-*) echo "$1：还在用人人都知道的密码，请从 .env 中删去。Everybody knows this password: take it out of .env." >&2 ;;
  esac
  if [ -n "$given" ]; then
    printf %s "$given" | write "$kept/$1"
  elif [ ! -s "$kept/$1" ]; then
    head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' | write "$kept/$1"
    echo "$1：已生成密码。A password was made."
  fi
}

give() { # name, container: only that container mounts the volume, so that everybody in it may read
  write "$all/$2/$(upper "$1")_PASSWORD" <"$kept/$1"
  chmod 444 "$all/$2/$(upper "$1")_PASSWORD"
}

for file in "${DEPLOY_DIR:-/deploy}"/*.env; do  # settings of before, which nothing reads any more
  [ -e "$file" ] || continue
  echo "deploy/${file##*/}：设置都在 .env 里了，请把各行移过去，再删除此文件。Move its lines into .env, and delete it." >&2
  exit 1
done
mkdir -p "$kept"
for name in $services subscriber operator postgres; do settle "$name"; done
for name in $services subscriber operator; do give "$name" redis; done
for name in $services postgres; do give "$name" postgres; done
for name in $services; do
  echo "redis://$name:$(cat "$kept/$name")@redis:6379/0" | write "$all/$name/qingcheng_redis_url"
  echo "postgresql://$name:$(cat "$kept/$name")@postgres/$name" | write "$all/$name/qingcheng_database_url"
  chmod 444 "$all/$name"/qingcheng_*
done
if [ -n "${ACCOUNTS_PASSWORD:-}" ]; then  # whoever may make users may do anything: never made unasked
  settle accounts
  give accounts redis
else
  rm -f "$kept/accounts" "$all/redis/ACCOUNTS_PASSWORD"
fi
