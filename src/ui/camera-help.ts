import type { MessageKey } from "../i18n";

export type CameraHelpKey = Extract<MessageKey, `help.${string}`>;

/** Where a refused camera is allowed again. */
export interface CameraHelp {
  /** In the browser. */
  readonly browser: CameraHelpKey;
  /** In the system, which may refuse it to the whole browser; null where the browser's line says it already. */
  readonly system: CameraHelpKey | null;
}

export type NavigatorNames = Pick<Navigator, "userAgent" | "maxTouchPoints">;

/** By the names that browsers give themselves: there is no other way to know. */
export const cameraHelp = ({ userAgent, maxTouchPoints }: NavigatorNames): CameraHelp => {
  // An iPad calls itself a Macintosh.
  const ios = /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  const android = /Android/.test(userAgent);
  // Pages inside other apps ask those apps for the camera, and most of them refuse.
  if ((ios || android) && /; wv\)|FBA[NV]\/|Instagram|Line\/|MicroMessenger/.test(userAgent)) {
    return { browser: "help.inApp", system: null };
  }
  if (ios) return { browser: iosBrowser(userAgent), system: null };
  if (android) return { browser: androidBrowser(userAgent), system: "help.systemAndroid" };
  return { browser: desktopBrowser(userAgent), system: desktopSystem(userAgent) };
};

const iosBrowser = (userAgent: string): CameraHelpKey => {
  if (/CriOS\//.test(userAgent)) return "help.chromeIos";
  if (/FxiOS\//.test(userAgent)) return "help.firefoxIos";
  if (/EdgiOS\//.test(userAgent)) return "help.edgeIos";
  return "help.safariIos";
};

const androidBrowser = (userAgent: string): CameraHelpKey => {
  if (/Firefox\//.test(userAgent)) return "help.firefoxAndroid";
  if (/SamsungBrowser\//.test(userAgent)) return "help.samsung";
  return /Chrome\//.test(userAgent) ? "help.chromeAndroid" : "help.other";
};

const desktopBrowser = (userAgent: string): CameraHelpKey => {
  if (/Firefox\//.test(userAgent)) return "help.firefox";
  if (/Chrom(e|ium)\/|Edg\//.test(userAgent)) return "help.chrome";
  return /Safari\//.test(userAgent) && /Macintosh/.test(userAgent) ? "help.safariMac" : "help.other";
};

const desktopSystem = (userAgent: string): CameraHelpKey | null => {
  if (/Windows/.test(userAgent)) return "help.systemWindows";
  if (/Macintosh/.test(userAgent)) return "help.systemMac";
  return /CrOS/.test(userAgent) ? "help.systemChromeos" : null;
};
