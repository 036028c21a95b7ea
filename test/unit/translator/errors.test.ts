import { describe, expect, test } from "vitest";

import { WeightsError } from "../../../src/net/errors";
import { DeviceLostError, namedRunError, OutOfMemoryError, TranslatorRunError } from "../../../src/translator/errors";

describe("namedRunError", () => {
  test.each([
    ["Aborted(OOM). Build with -sASSERTIONS for more info.", OutOfMemoryError],
    ["WebAssembly.Memory.grow(): Out of memory", OutOfMemoryError],
    ["Array buffer allocation failed", OutOfMemoryError],
    ["Failed to execute 'x': the context was lost", DeviceLostError],
    ["memory access out of bounds", TranslatorRunError],
  ])("%s", (message, kind) => {
    const cause = new Error(message);
    const error = namedRunError(cause);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
    expect(error.cause).toBe(cause);
  });

  test("keeps what has a name already, also when only the name came through a worker", () => {
    const named = new WeightsError("the weights do not fit");
    expect(namedRunError(named)).toBe(named);
    const posted = Object.assign(new Error("The model has 2 domains."), { name: "TranslatorRunError" });
    expect(namedRunError(posted)).toBeInstanceOf(TranslatorRunError);
    expect(namedRunError(posted).message).toBe("The model has 2 domains.");
  });

  test("takes anything that can be thrown", () => {
    expect(namedRunError("no reason")).toBeInstanceOf(TranslatorRunError);
  });
});
