import { describe, expect, test } from "vitest";
import { cameraHelp } from "../../../src/ui/camera-help";

const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

describe("cameraHelp", () => {
  test.each([
    [`${mac} Chrome/140.0.0.0 Safari/537.36`, 0, "help.chrome"],
    [
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
      0,
      "help.chrome",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 0, "help.firefox"],
    [`${mac} Version/18.0 Safari/605.1.15`, 0, "help.safariMac"],
    [`${mac} Version/18.0 Safari/605.1.15`, 5, "help.safariIos"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604",
      5,
      "help.safariIos",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 CriOS/140.0 Mobile Safari/604",
      5,
      "help.safariIos",
    ],
    ["SomethingElse/1.0", 0, "help.other"],
  ])("%s (%d touches): %s", (userAgent, maxTouchPoints, key) => {
    expect(cameraHelp({ userAgent, maxTouchPoints })).toBe(key);
  });
});
