import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseParams } from "../../../src/session/params";

const page = "https://lens.example/app/";

describe("parseParams", () => {
  test("an address without parameters asks for nothing", () => {
    expect(parseParams(page)).toEqual({ params: { kiosk: false }, problems: [] });
  });

  test("reads every parameter", () => {
    const address = `${page}?source=demo&model=lens&dish=ramen&translator=wasm&size=128&kiosk&lang=ja`;
    expect(parseParams(address)).toEqual({
      params: {
        source: { kind: "demo" },
        model: "lens",
        dish: "ramen",
        translator: "wasm",
        size: 128,
        kiosk: true,
        lang: "ja",
      },
      problems: [],
    });
  });

  test("reads what is emulated; without a name it is a phone", () => {
    expect(parseParams(`${page}?xr-emulate&xr-refuse=hit-test,anchors&xr-path=fast`)).toEqual({
      params: { kiosk: false, "xr-emulate": "phone", "xr-refuse": ["hit-test", "anchors"], "xr-path": "fast" },
      problems: [],
    });
  });

  test("?shared is the source, before any other", () => {
    const { params, problems } = parseParams("https://lens.example/?shared&source=demo");
    expect(params.source).toEqual({ kind: "shared" });
    expect(problems).toEqual([]);
  });

  test("a source of the own origin may be relative", () => {
    expect(parseParams(`${page}?source=photos/lunch.jpg`).params.source).toEqual({
      kind: "url",
      url: "https://lens.example/app/photos/lunch.jpg",
    });
  });

  test.each([
    ["source", "https://elsewhere.example/lunch.jpg"],
    ["source", "//elsewhere.example/lunch.jpg"],
    ["source", "javascript:alert(1)"],
    ["source", "data:image/png;base64,AAAA"],
    ["source", "http://lens.example/lunch.jpg"],
    ["source", ""],
    ["model", ""],
    ["dish", "Ramen!"],
    ["dish", ""],
    ["translator", "cuda"],
    ["size", "huge"],
    ["size", "130"],
    ["size", "60"],
    ["size", "516"],
    ["size", "-128"],
    ["size", "1e2"],
    ["kiosk", "../secret"],
    ["lang", "fr"],
    ["xr-emulate", "glasses"],
    ["xr-refuse", "hit-test,gravity"],
    ["xr-path", "wild"],
  ])("%s=%s is reported and left out, and the others hold", (parameter, value) => {
    const other = parameter === "lang" ? "dish=ramen" : "lang=ja";
    const { params, problems } = parseParams(`${page}?${parameter}=${encodeURIComponent(value)}&${other}`);
    expect(problems).toEqual([{ parameter, value }]);
    expect(params).toEqual(parseParams(`${page}?${other}`).params);
  });

  test.each([
    ["?kiosk", true],
    ["?kiosk=1", true],
    ["?kiosk=true", true],
    ["?kiosk=0", false],
    ["?kiosk=false", false],
  ])("%s means %s", (query, kiosk) => {
    expect(parseParams(page + query).params.kiosk).toBe(kiosk);
  });

  test("?kiosk=NAME names the kiosk's profile", () => {
    expect(parseParams(`${page}?kiosk=hall-2`).params).toEqual({ kiosk: true, profile: "hall-2" });
  });

  test("parameters of others are ignored", () => {
    expect(parseParams(`${page}?utm_source=menu&fbclid=1`)).toEqual({ params: { kiosk: false }, problems: [] });
  });

  test("whatever the values are, each known one is either taken or reported, and no other origin gets through", () => {
    const names = ["source", "model", "dish", "translator", "size", "lang"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string(), (name, value) => {
        const { params, problems } = parseParams(`${page}?${name}=${encodeURIComponent(value)}`);
        expect(params[name] === undefined ? problems : []).toHaveLength(params[name] === undefined ? 1 : 0);
        if (params.source?.kind === "url") expect(new URL(params.source.url).origin).toBe("https://lens.example");
      }),
    );
  });
});
