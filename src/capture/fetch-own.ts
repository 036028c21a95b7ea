import { SourceUnavailableError } from "./errors";

/** An answer of the page's own origin. @throws SourceUnavailableError */
export async function fetchOwn(address: URL): Promise<Response> {
  let response: Response;
  try {
    // "same-origin" also refuses a redirect that leads away.
    response = await fetch(address, { mode: "same-origin" });
  } catch (cause) {
    throw new SourceUnavailableError(address.href, "there was no answer", { cause });
  }
  if (!response.ok) throw new SourceUnavailableError(address.href, `the server answered ${response.status}`);
  return response;
}
