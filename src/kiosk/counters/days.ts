import * as v from "valibot";

/** Older days are dropped. */
const daysKept = 400;

const count = v.pipe(v.number(), v.minValue(0));
const daySchema = v.object({ visits: count, seconds: count, dishes: v.record(v.string(), count) });
const daysSchema = v.record(v.pipe(v.string(), v.isoDate()), daySchema);

/** What was counted on a day: visits, seconds of use, and how often each dish was chosen. */
export type DayCounts = v.InferOutput<typeof daySchema>;
/** By day, such as 2026-11-21, local time. */
export type Days = v.InferOutput<typeof daysSchema>;

export const dayOf = (date: Date): string => {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
};

/** What a store held; what is no count at all is nothing. */
export const readDays = (stored: unknown): Days => {
  const result = v.safeParse(daysSchema, stored);
  return result.success ? result.output : {};
};

/** Both together, the oldest days dropped. */
export const addDays = (a: Days, b: Days): Days => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted().slice(-daysKept);
  return Object.fromEntries(names.map((day) => [day, addCounts(a[day] ?? nothing, b[day] ?? nothing)]));
};

const nothing: DayCounts = { visits: 0, seconds: 0, dishes: {} };

const addCounts = (a: DayCounts, b: DayCounts): DayCounts => {
  const dishes = { ...a.dishes };
  for (const [id, times] of Object.entries(b.dishes)) dishes[id] = (dishes[id] ?? 0) + times;
  return { visits: a.visits + b.visits, seconds: a.seconds + b.seconds, dishes };
};

/** A table for spreadsheets: a row a day, a column a dish; ids and numbers only, so nothing needs quoting. */
export const csvOf = (days: Days): string => {
  const dishes = [...new Set(Object.values(days).flatMap((day) => Object.keys(day.dishes)))].toSorted();
  const rows = Object.entries(days)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([day, { visits, seconds, dishes: chosen }]) => {
      return [day, visits, (seconds / 60).toFixed(1), ...dishes.map((id) => chosen[id] ?? 0)].join(",");
    });
  return `${[["day", "visits", "minutes", ...dishes].join(","), ...rows].join("\r\n")}\r\n`;
};
