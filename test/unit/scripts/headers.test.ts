import { expect, it } from "vitest";
import { headersFile } from "../../../scripts/headers.mjs";

it("what must not be stale is asked for anew each time; what is named by its content is not", () => {
  const rules = new Map(
    headersFile()
      .trim()
      .split("\n\n")
      .map((rule) => [rule.slice(0, rule.indexOf("\n")), rule]),
  );
  for (const path of ["/", "/*.html", "/labs/", "/sw.js", "/models/*"]) {
    expect(rules.get(path)).toContain("Cache-Control: no-cache");
  }
  expect(rules.get("/assets/*")).toContain("immutable");
  expect(rules.get("/*")).toContain("script-src 'self' 'wasm-unsafe-eval'");
});
