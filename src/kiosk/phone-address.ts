/** Names of the machine itself, which lead nowhere from a phone. */
const ownMachine = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The address that visitors go on at with their own phones: the profile's, or the page's own without what makes it a
 * kiosk. Null where a phone could not open it.
 */
export const phoneAddress = (wanted: string | undefined, page: string): string | null => {
  if (wanted !== undefined) return wanted;
  const url = new URL(page);
  if (ownMachine.test(url.hostname) || !url.protocol.startsWith("http")) return null;
  url.search = "";
  url.hash = "";
  return url.href;
};
