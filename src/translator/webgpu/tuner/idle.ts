/** What browsers offer for work that can wait: the newest first, and no browser has to have any but the last. */
interface IdleScheduling {
  readonly scheduler?: { postTask?(task: () => void, options: { readonly priority: "background" }): Promise<unknown> };
  readonly requestIdleCallback?: (callback: () => void, options: { readonly timeout: number }) => unknown;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
}

/** A page that is busy all the time gives a turn after so long all the same, ms. */
const LONGEST_WAIT = 1000;
/** Where the browser cannot tell when it is idle: a pause in which frames are shown, ms. */
const PAUSE = 20;

/** Resolves when the page has nothing more urgent to do. */
export async function whenIdle(page: IdleScheduling = globalThis): Promise<void> {
  const { scheduler } = page;
  if (scheduler?.postTask !== undefined) {
    await scheduler.postTask(() => {}, { priority: "background" });
    return;
  }
  await new Promise<void>((resolve) => {
    const { requestIdleCallback } = page;
    if (requestIdleCallback === undefined) page.setTimeout(resolve, PAUSE);
    else requestIdleCallback.call(page, resolve, { timeout: LONGEST_WAIT });
  });
}
