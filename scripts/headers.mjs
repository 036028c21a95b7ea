/**
 * The HTTP headers of the site, in one place: the development server, `npm start`, the browser tests and
 * `dist/_headers` (for static hosts that read that file) all take them from here.
 */

/** Nonce of the style elements that Vite's development client adds; the built site has none. */
export const DEVELOPMENT_STYLE_NONCE = "mealshift-development";

/**
 * @param {{ development?: boolean }} [options]
 * @returns {string}
 */
export function contentSecurityPolicy({ development = false } = {}) {
  const styles = development ? `style-src 'self' 'nonce-${DEVELOPMENT_STYLE_NONCE}'` : "style-src 'self'";
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "connect-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    styles,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The policy for the page's own head, for web servers that send no headers of ours. Only headers can say who may frame
 * the page.
 * @returns {string}
 */
export function metaContentSecurityPolicy() {
  return contentSecurityPolicy()
    .split("; ")
    .filter((directive) => !directive.startsWith("frame-ancestors"))
    .join("; ");
}

/**
 * Everything that a page of the site may ask for is named here; every other powerful feature is off by default
 * for frames of other origins and unused by the page itself.
 */
const PERMISSIONS_POLICY = [
  "camera=(self)",
  "xr-spatial-tracking=(self)",
  "screen-wake-lock=(self)",
  // For choosing dishes by voice in AR, which people turn on: speech is recognised by the browser on the device, or not at all.
  "microphone=(self)",
  "on-device-speech-recognition=(self)",
  "geolocation=()",
  "display-capture=()",
  "payment=()",
  "usb=()",
  "serial=()",
  "hid=()",
  "midi=()",
].join(", ");

/**
 * Headers of every answer.
 * @param {{ development?: boolean }} [options]
 * @returns {Record<string, string>}
 */
export function siteHeaders(options) {
  return {
    "Content-Security-Policy": contentSecurityPolicy(options),
    "Permissions-Policy": PERMISSIONS_POLICY,
    // These two make the page cross-origin isolated: wasm threads and precise clocks.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  };
}

/** Content types of the file kinds that common servers do not know. */
const CONTENT_TYPES = /** @type {const} */ ({
  ".wasm": "application/wasm",
  ".tflite": "application/octet-stream",
  ".safetensors": "application/octet-stream",
  ".webmanifest": "application/manifest+json",
});

/**
 * @param {string} pathname
 * @returns {string | undefined}
 */
export function contentTypeOf(pathname) {
  const dot = pathname.lastIndexOf(".");
  const extension = /** @type {keyof typeof CONTENT_TYPES} */ (pathname.slice(dot).toLowerCase());
  return CONTENT_TYPES[extension];
}

/**
 * The same headers in the `_headers` format of Netlify, Cloudflare Pages and others.
 * @returns {string}
 */
export function headersFile() {
  /** @param {Record<string, string>} headers */
  const lines = (headers) => Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
  const rules = [["/*", ...lines(siteHeaders())].join("\n")];
  for (const [extension, type] of Object.entries(CONTENT_TYPES)) {
    rules.push(`/*${extension}\n  Content-Type: ${type}`);
  }
  // Pages, the service worker and its kin are asked for anew each time, so that a new version is found.
  for (const path of ["/", "/*.html", "/labs/", "/sw.js", "/manifest.webmanifest", "/models/*", "/*.json"]) {
    rules.push(`${path}\n  Cache-Control: no-cache`);
  }
  rules.push("/assets/*\n  Cache-Control: public, max-age=31536000, immutable");
  return `${rules.join("\n\n")}\n`;
}
