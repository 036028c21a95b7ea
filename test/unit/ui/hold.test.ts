import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HoldReader, holdMs } from "../../../src/ui/keep/hold";

describe("the shutter's press", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const readerOf = () => {
    const heard: string[] = [];
    const reader = new HoldReader({
      onHold: () => heard.push("hold"),
      onRelease: () => heard.push("release"),
      onPress: () => heard.push("press"),
    });
    return { reader, heard };
  };

  test("is a press when it is short, and when a key makes it", () => {
    const { reader, heard } = readerOf();
    reader.down({ button: 0 });
    vi.advanceTimersByTime(holdMs / 2);
    reader.up();
    reader.click();
    reader.click();
    expect(heard).toEqual(["press", "press"]);
  });

  test("is a hold when it lasts, and its click no press", () => {
    const { reader, heard } = readerOf();
    reader.down({ button: 0 });
    vi.advanceTimersByTime(holdMs);
    reader.up();
    reader.click();
    expect(heard).toEqual(["hold", "release"]);
    reader.click();
    expect(heard).toEqual(["hold", "release", "press"]);
  });

  test("is nothing with another button", () => {
    const { reader, heard } = readerOf();
    reader.down({ button: 2 });
    vi.advanceTimersByTime(holdMs);
    reader.up();
    expect(heard).toEqual([]);
  });
});
