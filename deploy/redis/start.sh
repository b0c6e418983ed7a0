#!/bin/sh
# One user for each service: it writes its own streams, reads and acknowledges all. Nobody else writes.
set -eu
umask 077
users=/tmp/users.acl
key() { printf %s "$1" | sha256sum | cut -c1-64; }

connect="+ping +hello +auth +select +client|setname +client|setinfo +client|no-evict +multi +exec +discard"
read="+xread +xrange +xrevrange +xlen +xinfo +type +exists"
group="+xgroup|create +xreadgroup +xack +xautoclaim +xclaim +xpending"
streams="~qingcheng:intake ~qingcheng:registry ~qingcheng:adoption ~qingcheng:notify"
restricted="~qingcheng:intake:restricted ~qingcheng:registry:restricted ~qingcheng:adoption:restricted ~qingcheng:notify:restricted"

service() { # name password
  echo "user $1 on #$(key "$2") resetchannels $streams $restricted -@all $connect $read $group" \
    "(-@all +xadd +xtrim ~qingcheng:$1 ~qingcheng:$1:restricted)" \
    "(-@all +xadd +xdel +xtrim +xrange +xrevrange +xlen +xinfo ~qingcheng:dead:$1)"
}

{
  echo "user default off"
  service intake "$INTAKE_PASSWORD"
  service registry "$REGISTRY_PASSWORD"
  service adoption "$ADOPTION_PASSWORD"
  service notify "$NOTIFY_PASSWORD"
  echo "user subscriber on #$(key "$SUBSCRIBER_PASSWORD") resetchannels" \
    "$(echo "$streams" | sed 's/~/%R~/g') -@all $connect $read"
  echo "user operator on #$(key "$OPERATOR_PASSWORD") resetchannels ~qingcheng:* -@all $connect" \
    "+@stream +@read +info +dbsize +memory|usage +slowlog +latency +acl|whoami"
} >$users

exec docker-entrypoint.sh redis-server --dir /data --appendonly yes --appendfsync everysec --save "" \
  --maxmemory-policy noeviction --protected-mode no --aclfile $users
