import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { build } from "esbuild";

import { type Route, send } from "./router";

const folder = join(import.meta.dirname, "../page");

/** The page, its script and its style, bundled once. */
export async function pageRoutes(): Promise<Route[]> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(join(folder, "index.html"), "utf8"),
    build({
      entryPoints: [join(folder, "main.ts"), join(folder, "style.css")],
      outdir: "/",
      bundle: true,
      format: "esm",
      target: "es2022",
      minify: true,
      legalComments: "none",
      write: false,
      logLevel: "silent",
    }),
  ]);
  const textOf = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  const file = (path: string, type: string, text: string): Route => ({
    path,
    answer: ({ response }) => {
      response.setHeader("cache-control", "no-cache");
      send(response, 200, type, text);
    },
  });
  return [
    file("/", "text/html; charset=utf-8", html),
    file("/main.js", "text/javascript; charset=utf-8", textOf(".js")),
    file("/style.css", "text/css; charset=utf-8", textOf(".css")),
  ];
}
