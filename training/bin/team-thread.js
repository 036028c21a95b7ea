import { register } from "tsx/esm/api";

// A thread does not inherit what turns TypeScript into JavaScript in the program that starts it.
register();
await import("../src/team/thread.ts");
