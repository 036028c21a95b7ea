/**
 * Closes a worker's ways out. MediaPipe posts usage logs to a host of its maker, every minute and when a task ends;
 * the worker that runs it gets everything handed to it and has nothing to ask of any server. The content security
 * policy says the same, but only where the site's headers are served.
 */
export function closeNetwork(scope: { fetch: typeof fetch }): void {
  const refuse = (address: string): TypeError =>
    new TypeError(`The segmenter's worker makes no requests; ${address} was refused.`);
  scope.fetch = (request) => Promise.reject(refuse(request instanceof Request ? request.url : request.toString()));
  XMLHttpRequest.prototype.open = (_method: string, url: string | URL): never => {
    throw refuse(url.toString());
  };
}
