#!/bin/sh
# Follows the feed with curl and jq. QINGCHENG_URL is where it is, QINGCHENG_KEY your key if you have one,
# STATE the file that keeps the cursor.
set -u
kept=${STATE:-cursor.txt}
after=$(cat "$kept" 2>/dev/null)
while :; do
  page=$(curl -fsS --max-time 30 ${QINGCHENG_KEY:+-H "Authorization: Bearer $QINGCHENG_KEY"} \
    "$QINGCHENG_URL/notify/v1/events?after=$after") &&
    next=$(printf '%s' "$page" | jq -er .next) || { sleep 2; continue; } # away, or a gateway's own page
  printf '%s' "$page" | jq -c '.events[]' || exit 1 # your work; an event may come twice: go by its id
  printf '%s' "$next" >"$kept.new" && mv "$kept.new" "$kept" || exit 1
  [ "$next" = "$after" ] && sleep 2 # no news
  after=$next
done
