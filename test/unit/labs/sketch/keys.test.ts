import { expect, test } from "vitest";

import { commandOf } from "../../../../src/labs/sketch/keys";

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test.each([
  [{ key: "z", ctrlKey: true }, "undo"],
  [{ key: "z", metaKey: true }, "undo"],
  [{ key: "Z", ctrlKey: true, shiftKey: true }, "redo"],
  [{ key: "y", ctrlKey: true }, "redo"],
  [{ key: "e" }, "eraser"],
  [{ key: "P", shiftKey: true }, "pencil"],
  [{ key: "z" }, null],
  [{ key: "e", altKey: true }, null],
  [{ key: "e", ctrlKey: true }, null],
])("%j asks for %s", (keys, command) => {
  expect(commandOf({ ...plain, ...keys })).toBe(command);
});
