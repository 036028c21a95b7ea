/**
 * Serves the built site to a kiosk's own browser, with the site's headers, and nothing to anybody else. Needs Node 18 and no
 * package: `node serve.mjs --site dist --profile /etc/mealshift/kiosk.json --port 8080 --seen /run/mealshift/seen`.
 *
 * The profile lies outside of the site, so that an update does not touch it. `--seen` is a file that is touched whenever the
 * page asks for its profile, once a minute: what watches the browser looks at its age.
 */
import { createReadStream, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { parseArgs } from "node:util";
import { contentTypeOf, siteHeaders } from "../../scripts/headers.mjs";

/** Of the files that the site has, by ending. */
const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
});

const { values } = parseArgs({
  options: {
    site: { type: "string", default: "dist" },
    profile: { type: "string" },
    port: { type: "string", default: "8080" },
    seen: { type: "string" },
  },
});
const site = path.resolve(values.site);

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const isProfile = pathname === "/kiosk.json";
  if (isProfile && values.seen !== undefined) touch(values.seen);
  const file = isProfile && values.profile !== undefined ? values.profile : fileOf(pathname);
  const found = file === null ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === null || found?.isFile() !== true || !["GET", "HEAD"].includes(request.method ?? "")) {
    response.writeHead(404, siteHeaders()).end();
    return;
  }
  const etag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}"`;
  const headers = {
    ...siteHeaders(),
    "Cache-Control": pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    "Content-Type": contentTypeOf(file) ?? TYPES[path.extname(file)] ?? "application/octet-stream",
    ETag: etag,
  };
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, "Content-Length": found.size });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}).listen(Number(values.port), "127.0.0.1", () => console.log(`${site} on http://localhost:${values.port}`));

/**
 * A file of the site, or null for what lies outside of it.
 * @param {string} pathname
 */
function fileOf(pathname) {
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const file = path.join(site, name.endsWith("/") ? `${name}index.html` : name);
  return file.startsWith(site + path.sep) && !file.includes("\0") ? file : null;
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    writeFileSync(file, "");
  }
}
