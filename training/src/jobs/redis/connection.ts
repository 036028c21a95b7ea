import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { Redis } from "ioredis";

import { QueueError } from "../errors";

/** The first connection is waited for as long: the queue may be starting, too. */
const FIRST_MS = 60_000;
const LONGEST_WAIT_MS = 10_000;

/** Queue of a kind; BullMQ's keys begin with the prefix. */
export const queueName = (kind: string): string => kind;
export const PREFIX = "mealshift";

/**
 * Connects to a queue's Redis, and goes on connecting whenever it is away, at growing intervals.
 * @param tell is told once that Redis is away, and that it is back.
 * @throws QueueError if the address is none, Redis wants another password, is too old, or does not answer at first.
 */
export async function connect(url: string, tell: (text: string) => void): Promise<Redis> {
  const { host } = parseQueueUrl(url);
  const redis = new Redis(url, {
    // BullMQ asks for it: commands wait for Redis to be back.
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), LONGEST_WAIT_MS),
  });
  let away = false;
  let refused: Error | undefined;
  redis.on("error", (error: Error) => {
    if (/NOAUTH|WRONGPASS|NOPERM/u.test(error.message)) refused = error;
    if (!away) tell(`Redis at ${host} is away (${error.message}): trying again until it is back; no job is lost`);
    away = true;
  });
  redis.on("ready", () => {
    if (away) tell(`Redis at ${host} is back`);
    away = false;
  });
  try {
    await answers(redis, host, () => refused);
    await checkServer(redis, host, tell);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** @throws QueueError for anything but a Redis address. */
export function parseQueueUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["redis:", "rediss:"].includes(parsed.protocol) && parsed.hostname !== "") return parsed;
  throw new QueueError(`--queue ${url}: the address of a Redis is wanted, such as redis://host:6379`);
}

async function answers(redis: Redis, host: string, refused: () => Error | undefined): Promise<void> {
  const stop = new AbortController();
  redis.connect().catch(() => undefined);
  const ready = once(redis, "ready", { signal: stop.signal }).then(() => "ready" as const);
  const late = sleep(FIRST_MS, "late" as const, { signal: stop.signal });
  const refusal = (async () => {
    while (refused() === undefined) await sleep(100, undefined, { signal: stop.signal });
    return "refused" as const;
  })();
  const outcome = await Promise.race([ready, late, refusal]);
  stop.abort();
  await Promise.allSettled([ready, late, refusal]);
  if (outcome === "late") throw new QueueError(`no Redis answers at ${host}: start it there, or correct --queue`);
  if (outcome === "refused") {
    throw new QueueError(
      `Redis at ${host} does not let us in (${refused()?.message}): redis://USER:PASSWORD@${host} names both`,
    );
  }
}

/** BullMQ's scripts need Redis 5; what an older one would answer is no use to anyone. */
async function checkServer(redis: Redis, host: string, tell: (text: string) => void): Promise<void> {
  const info = await redis.info();
  const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, "mu").exec(info)?.[1] ?? "";
  const version = field("redis_version");
  if (Number.parseInt(version, 10) < 5) throw new QueueError(`Redis at ${host} is ${version}; 5 or newer is wanted`);
  const policy = field("maxmemory_policy");
  if (policy !== "" && policy !== "noeviction") {
    tell(
      `warning: Redis at ${host} may throw jobs away when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy noeviction`,
    );
  }
}
