/** Pictures that cannot be read, named. */
export class ImageReadError extends Error {
  override readonly name = "ImageReadError";
}

/** A picture that cannot be read, and why. */
export interface UnreadableImage {
  readonly path: string;
  readonly reason: string;
}

const NAMED = 20;

/** The first few by name, with their reasons, and how many more there are. */
export function describeUnreadable(unreadable: readonly UnreadableImage[]): string {
  const named = unreadable.slice(0, NAMED).map(({ reason }) => reason);
  const more = unreadable.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("\n  ");
}
