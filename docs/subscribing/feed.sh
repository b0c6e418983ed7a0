#!/bin/sh
# Follows the feed with curl and jq. QINGCHENG_URL is where it is, QINGCHENG_KEY your key if you have one,
# STATE the file that keeps the cursor.
set -u
kept=${STATE:-cursor.txt}
after=$(cat "$kept" 2>/dev/null)
while :; do
  answer=$(curl -sS --max-time 30 -w '%{http_code}' ${QINGCHENG_KEY:+-H "Authorization: Bearer $QINGCHENG_KEY"} \
    "$QINGCHENG_URL/notify/v1/events?after=$after") || { sleep 2; continue; } # away
  page=${answer%???}
  status=${answer#"$page"}
  case $status in
  200) ;;
  408 | 429 | [!4]??) echo "the feed answers $status" >&2; sleep 2; continue ;;
  *) printf '%s\n' "$page" >&2; exit 1 ;; # refused, and it says why: to ask again would not help
  esac
  next=$(printf '%s' "$page" | jq -er .next) || { sleep 2; continue; } # a gateway's own page
  printf '%s' "$page" | jq -c '.events[]' || exit 1 # your work; an event may come twice: go by its id
  printf '%s' "$next" >"$kept.new" && mv "$kept.new" "$kept" || exit 1
  [ "$next" = "$after" ] && sleep 2 # no news
  after=$next
done
