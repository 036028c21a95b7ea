import type { MessageKey } from "../i18n";

export type CameraHelpKey = Extract<MessageKey, `help.${string}`>;

/** Where this browser keeps the permission, by its own name for itself: there is no other way to know. */
export const cameraHelp = ({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, "userAgent" | "maxTouchPoints">): CameraHelpKey => {
  const apple = /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (apple) return "help.safariIos";
  if (/Firefox\//.test(userAgent)) return "help.firefox";
  if (/Chrom(e|ium)\/|Edg\//.test(userAgent)) return "help.chrome";
  if (/Safari\//.test(userAgent) && /Macintosh/.test(userAgent)) return "help.safariMac";
  return "help.other";
};
