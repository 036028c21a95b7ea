import { defineConfig } from "vitest/config";

/** Test files with a browser that run at a time: one where people run some of them by hand, since each may build the site. */
const browsers = Number(process.env["MEALSHIFT_BROWSERS"] ?? 1);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "training",
          include: ["training/test/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          // A software GPU on a busy machine is slow.
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: browsers > 1,
          maxWorkers: browsers,
        },
      },
    ],
  },
});
