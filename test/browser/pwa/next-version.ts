import { build, type Plugin } from "vite";
import path from "node:path";
import { asProduction } from "../../../scripts/lib/build.mjs";
import { ROOT } from "../../../scripts/lib/stamp.mjs";

/** Builds the site as its next version into a folder: its page says so, and the scripts have other names. */
export async function buildNextVersion(folder: string): Promise<string> {
  const mark: Plugin = {
    name: "next-version",
    transformIndexHtml: () => [{ tag: "meta", attrs: { name: "version", content: "next" }, injectTo: "head" }],
    transform: (code, id) => (id.endsWith("/src/main.ts") ? `${code}\nglobalThis.nextVersion = true;` : undefined),
  };
  await asProduction(() =>
    build({
      root: ROOT,
      configFile: path.join(ROOT, "vite.config.ts"),
      logLevel: "error",
      plugins: [mark],
      build: { outDir: folder, emptyOutDir: true, sourcemap: false },
    }),
  );
  return folder;
}
