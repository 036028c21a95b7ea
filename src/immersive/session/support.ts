import type { ImmersiveSupport } from "./types";

/** What of the browser says whether there can be a session. */
export interface XrPage {
  readonly isSecureContext: boolean;
  readonly xr: Pick<XRSystem, "isSessionSupported" | "addEventListener" | "removeEventListener"> | undefined;
}

const ask = async ({ isSecureContext, xr }: XrPage): Promise<ImmersiveSupport> => {
  if (xr === undefined) return { kind: "unsupported", why: isSecureContext ? "no-webxr" : "insecure" };
  try {
    const supported = await xr.isSessionSupported("immersive-ar");
    return supported ? { kind: "available" } : { kind: "unsupported", why: "no-ar" };
  } catch (error) {
    const blocked = error instanceof DOMException && error.name === "SecurityError";
    return { kind: "unsupported", why: blocked ? "blocked" : "no-ar" };
  }
};

/** Asks now and whenever devices come or go; returns what ends that. Of two answers the later question's counts. */
export const watchSupport = (page: XrPage, onChange: (support: ImmersiveSupport) => void): (() => void) => {
  let question = 0;
  const askAgain = () => {
    question += 1;
    const mine = question;
    void ask(page).then((support) => {
      if (mine === question) onChange(support);
    });
  };
  page.xr?.addEventListener("devicechange", askAgain);
  askAgain();
  return () => {
    question += 1;
    page.xr?.removeEventListener("devicechange", askAgain);
  };
};
