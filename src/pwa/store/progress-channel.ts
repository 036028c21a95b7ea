import * as v from "valibot";

const messageSchema = v.object({ sha256: v.string(), received: v.number() });

/** Between tabs of the site: how many bytes of a file have come. */
export interface ProgressChannel {
  tell(sha256: string, received: number): void;
  /** Calls back when another tab tells of this file; returns what ends that. */
  listen(sha256: string, onReceived: (received: number) => void): () => void;
}

/** At most so many messages a second and file, each to every tab of the site. */
const INTERVAL = 250;

/** Undefined where the browser has no channels between tabs. */
export function openProgressChannel(name: string): ProgressChannel | undefined {
  if (typeof BroadcastChannel === "undefined") return undefined;
  const channel = new BroadcastChannel(name);
  let toldAt = 0;
  return {
    tell(sha256, received) {
      const now = Date.now();
      if (now - toldAt < INTERVAL) return;
      toldAt = now;
      channel.postMessage({ sha256, received });
    },
    listen(sha256, onReceived) {
      const onMessage = ({ data }: MessageEvent<unknown>): void => {
        const message = v.safeParse(messageSchema, data);
        if (message.success && message.output.sha256 === sha256) onReceived(message.output.received);
      };
      channel.addEventListener("message", onMessage);
      return () => channel.removeEventListener("message", onMessage);
    },
  };
}
