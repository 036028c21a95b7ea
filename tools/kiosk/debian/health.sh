#!/bin/sh
# Ends a browser whose page has not asked for its profile for five minutes; systemd starts it anew. A page that runs asks
# once a minute, so this also finds what the page's own watchdogs cannot: a browser that hangs, or an error page.
set -eu
seen="${1:-/run/mealshift/seen}"
longest="${2:-300}"
systemctl is-active --quiet mealshift-kiosk.service || exit 0
# Since the browser was started, if that is later.
started=$(date -d "$(systemctl show -p ActiveEnterTimestamp --value mealshift-kiosk.service)" +%s)
asked=$(stat -c %Y "$seen" 2>/dev/null || echo 0)
[ "$asked" -gt "$started" ] || asked=$started
age=$(($(date +%s) - asked))
[ "$age" -le "$longest" ] && exit 0
echo "The page has been silent for $age s: the browser is started anew."
systemctl restart mealshift-kiosk.service
