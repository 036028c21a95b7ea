#!/bin/sh
# Makes a kiosk of a bare Debian (12 or newer, installed without a desktop). Run as root in a copy of the project whose dist/ is
# built: sudo tools/kiosk/debian/install.sh. It can be run again, for an update; /etc/mealshift/kiosk.json stays as it is.
# DESTDIR=/some/where writes the files there and touches nothing else: for images, and for a look before.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
to="${DESTDIR:-}"

[ -f "$project/dist/index.html" ] || { echo "There is no dist/index.html: run npm run build first." >&2; exit 1; }
if [ -z "$to" ]; then
  [ "$(id -u)" = 0 ] || { echo "This needs root: sudo $0" >&2; exit 1; }
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    chromium cage nodejs dbus libpam-systemd fonts-noto-cjk mesa-vulkan-drivers unattended-upgrades
  id kiosk >/dev/null 2>&1 || useradd --create-home --shell /usr/sbin/nologin kiosk
  usermod --append --groups video,render,input kiosk
fi

# The site, and what serves it.
install -d "$to/opt/mealshift"
rm -rf "$to/opt/mealshift/dist.new"
cp -R "$project/dist" "$to/opt/mealshift/dist.new"
rm -rf "$to/opt/mealshift/dist"
mv "$to/opt/mealshift/dist.new" "$to/opt/mealshift/dist"
install -D -m 644 "$project/scripts/headers.mjs" "$to/opt/mealshift/scripts/headers.mjs"
install -D -m 644 "$here/../serve.mjs" "$to/opt/mealshift/tools/kiosk/serve.mjs"
install -D -m 644 "$here/../pin.mjs" "$to/opt/mealshift/tools/kiosk/pin.mjs"
for script in browser.sh health.sh; do
  install -D -m 755 "$here/$script" "$to/opt/mealshift/tools/kiosk/debian/$script"
done
[ -f "$to/etc/mealshift/kiosk.json" ] || install -D -m 644 "$project/dist/kiosk.json" "$to/etc/mealshift/kiosk.json"

# What the browser may, and who starts it.
install -D -m 644 "$here/chromium-policy.json" "$to/etc/chromium/policies/managed/mealshift.json"
install -D -m 644 "$here/mealshift-kiosk.pam" "$to/etc/pam.d/mealshift-kiosk"
for unit in mealshift-site.service mealshift-kiosk.service mealshift-health.service mealshift-health.timer; do
  install -D -m 644 "$here/$unit" "$to/etc/systemd/system/$unit"
done

[ -n "$to" ] && exit 0
systemctl daemon-reload
systemctl set-default graphical.target
systemctl disable --now getty@tty1.service
systemctl enable mealshift-site.service mealshift-kiosk.service mealshift-health.timer
systemctl restart mealshift-site.service mealshift-health.timer
systemctl restart mealshift-kiosk.service
echo "The kiosk runs. Its PIN: node /opt/mealshift/tools/kiosk/pin.mjs /etc/mealshift/kiosk.json"
