import { contentTypeOf, headersFile, siteHeaders } from "./headers.mjs";

/**
 * Gives the development server and the preview server the site's headers, and writes `_headers` into the build.
 * @returns {import("vite").Plugin}
 */
export function siteHeadersPlugin() {
  return {
    name: "mealshift-site-headers",
    configureServer(server) {
      server.middlewares.use(headersMiddleware(siteHeaders({ development: true })));
    },
    configurePreviewServer(server) {
      server.middlewares.use(headersMiddleware(siteHeaders()));
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "_headers", source: headersFile() });
    },
  };
}

/**
 * @param {Record<string, string>} headers
 * @returns {import("vite").Connect.NextHandleFunction}
 */
function headersMiddleware(headers) {
  return (request, response, next) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const type = contentTypeOf(new URL(request.url ?? "/", "http://localhost").pathname);
    if (type !== undefined) response.setHeader("Content-Type", type);
    next();
  };
}
