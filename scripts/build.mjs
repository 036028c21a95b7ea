import { build } from "./lib/build.mjs";
import { ensurePackages, requireNode } from "./lib/packages.mjs";

requireNode();
ensurePackages();
await build();
console.log("Built dist/: a static site for any web server. Its headers are in dist/_headers.");
