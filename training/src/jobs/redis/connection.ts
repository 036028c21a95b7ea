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
  let problem: Error | undefined;
  redis.on("error", (error: Error) => {
    problem = error;
  });
  redis.on("reconnecting", () => {
    const why = problem === undefined ? "" : ` (${problem.message})`;
    if (!away) tell(`Redis at ${host} is away${why}: trying again until it is back; no job is lost`);
    away = true;
  });
  redis.on("ready", () => {
    if (away) tell(`Redis at ${host} is back`);
    away = false;
    problem = undefined;
  });
  try {
    await answers(redis, host, () => problem);
    await checkServer(redis, host, tell);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error instanceof Error && isRefusal(error) ? notLetIn(host, error) : error;
  }
}

/** @throws QueueError for anything but a Redis address. */
export function parseQueueUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["redis:", "rediss:"].includes(parsed.protocol) && parsed.hostname !== "") return parsed;
  throw new QueueError(`--queue ${url}: the address of a Redis is wanted, such as redis://host:6379`);
}

/** Waits for the first answer; errors on the way are only why it is not there yet. */
async function answers(redis: Redis, host: string, problem: () => Error | undefined): Promise<void> {
  redis.connect().catch(() => undefined);
  for (const until = Date.now() + FIRST_MS; redis.status !== "ready"; await sleep(50)) {
    const error = problem();
    if (error && isRefusal(error)) throw error;
    if (Date.now() < until) continue;
    throw new QueueError(`no Redis answers at ${host} (${error?.message}): start it there, or correct --queue`);
  }
}

function isRefusal(error: Error): boolean {
  return /NOAUTH|WRONGPASS|NOPERM/u.test(error.message);
}

function notLetIn(host: string, cause: Error): QueueError {
  return new QueueError(
    `Redis at ${host} does not let us in (${cause.message}): an address with a password is redis://USER:PASSWORD@${host}`,
    { cause },
  );
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
