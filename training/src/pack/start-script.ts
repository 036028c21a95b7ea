/** `train.sh` of a pack. It needs nothing but a POSIX shell. */
export const startScript = `#!/bin/sh
# Goes on with the packed run: ./train.sh --minutes 9 --out DIRECTORY (./train.sh --help lists everything).
set -eu
case "$0" in
  */*) here=\${0%/*} ;;
  *) here=. ;;
esac
here=$(cd "$here" && pwd)
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
# Containers may have NVIDIA's driver where the Vulkan loader does not look.
hint=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -z "\${VK_DRIVER_FILES:-}\${VK_ICD_FILENAMES:-}" ] && [ -e "$hint" ]; then export VK_DRIVER_FILES="$hint"; fi
exec "$here/bin/node" "$here/train.mjs" "$@"
`;
