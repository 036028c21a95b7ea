const COUNT = 8;

const given = new Map<string, number>();

/** A run's colour: the same in every chart, for as long as the page is open. A custom property of the style sheet. */
export function colourName(run: string): string {
  const index = given.get(run) ?? given.size % COUNT;
  given.set(run, index);
  return `--run-${index}`;
}

/** The value of a custom property in the present colour scheme. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
