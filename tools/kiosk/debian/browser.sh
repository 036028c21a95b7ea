#!/bin/sh
# Starts Chromium as the kiosk's only window. Whoever starts it (cage, an X server) gives it a display.
# MEALSHIFT_URL: what is shown. MEALSHIFT_BROWSER_FLAGS: more flags, such as --force-device-scale-factor=1.5
set -eu
url="${MEALSHIFT_URL:-http://localhost:8080/?kiosk}"
data="${MEALSHIFT_BROWSER_DATA:-${XDG_STATE_HOME:-$HOME/.local/state}/mealshift-chromium}"
mkdir -p "$data"

# A browser that was killed asks whether it should restore pages; a kiosk's must not.
preferences="$data/Default/Preferences"
if [ -f "$preferences" ]; then
  sed -i 's/"exited_cleanly":false/"exited_cleanly":true/; s/"exit_type":"[^"]*"/"exit_type":"Normal"/' "$preferences"
fi

if [ -n "${WAYLAND_DISPLAY:-}" ]; then platform=wayland; else platform=x11; fi
# Without a GPU, WebGL2 in software is what the lens's dish finder takes its pictures through; Chromium has it on demand only.
# shellcheck disable=SC2086 # flags are words
exec chromium \
  --kiosk "$url" \
  --user-data-dir="$data" \
  --ozone-platform="$platform" \
  --no-first-run \
  --no-default-browser-check \
  --disable-session-crashed-bubble \
  --disable-component-update \
  --disable-pinch \
  --overscroll-history-navigation=0 \
  --password-store=basic \
  --enable-unsafe-swiftshader \
  --noerrdialogs \
  ${MEALSHIFT_BROWSER_FLAGS:-}
