/**
 * Makes a worker's minute pass in a moment, and notes every address that is asked for through `fetch`, whoever
 * replaces it later. Imported before the code under test.
 */
const asked: string[] = [];
let assigned = globalThis.fetch;

Object.defineProperty(globalThis, "fetch", {
  get: (): typeof fetch => (input, init) => {
    asked.push(input instanceof Request ? input.url : input.toString());
    return assigned(input, init);
  },
  set: (value: typeof fetch) => {
    assigned = value;
  },
});

const setUsualInterval = globalThis.setInterval;
Object.assign(globalThis, {
  asked,
  setInterval: (handler: () => void, delay: number) => setUsualInterval(handler, Math.min(delay, 250)),
});

export type Impatient = { readonly asked: readonly string[] };
