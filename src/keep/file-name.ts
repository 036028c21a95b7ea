/** What a file holds, as its name says it. */
export interface NamedContent {
  /** Ids of what the dishes are shown as; doubles are named once. */
  readonly domains: readonly string[];
  readonly at: Date;
  /** Such as "original"; absent for the translation. */
  readonly view?: string;
  readonly extension: string;
}

/** `mealshift-ramen-2026-11-21-184502.jpg`: the dishes and the local time, in characters that every system takes. */
export function fileName({ domains, at, view, extension }: NamedContent): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const dishes = [...new Set(domains)].map((id) => id.replaceAll(/[^a-z0-9_-]/gi, ""));
  const parts = ["mealshift", ...dishes, ...(view === undefined ? [] : [view]), date, time];
  return `${parts.filter((part) => part !== "").join("-")}.${extension}`;
}
