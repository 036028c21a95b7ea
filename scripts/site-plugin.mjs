import { contentTypeOf, headersFile, metaContentSecurityPolicy, siteHeaders } from "./headers.mjs";

/**
 * Gives the development server and the preview server the site's headers; writes `_headers` and the page's own content
 * security policy into the build.
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
    transformIndexHtml: {
      order: "post",
      handler: (_html, { server }) =>
        server
          ? []
          : [
              {
                tag: "meta",
                attrs: { "http-equiv": "Content-Security-Policy", content: metaContentSecurityPolicy() },
                // Before anything that it governs.
                injectTo: "head-prepend",
              },
            ],
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
