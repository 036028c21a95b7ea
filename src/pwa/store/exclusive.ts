/** The part of `LockManager` that is used. */
export type Locks = Pick<LockManager, "request">;

/**
 * Does something in one tab or worker of the site at a time; the others wait. Where the browser has no locks it is done
 * at once: then two tabs may download the same file, which costs bytes and breaks nothing.
 */
export async function exclusive<T>(
  locks: Locks | undefined,
  name: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (locks === undefined) return work();
  // The lock is granted with a promise of a promise; a box carries the answer through its types.
  const done: { value: T }[] = [];
  await locks.request(name, signal === undefined ? {} : { signal }, async () => {
    done.push({ value: await work() });
  });
  const [box] = done;
  if (box === undefined) throw new Error(`The lock ${name} was released before its work was done.`);
  return box.value;
}
