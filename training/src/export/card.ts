import { figureRows } from "../metrics/figures";

/** A stored line of `stats.jsonl`. */
export type StatsLine = Readonly<Record<string, number>>;

export function parseStats(text: string): StatsLine[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as StatsLine);
}

const colours = ["#d9480f", "#1971c2", "#2f9e44", "#9c36b5", "#e67700", "#0c8599", "#c2255c", "#495057"];

/**
 * Training curves as SVG: one small chart for each logged name, each with its own scale, smoothed over a few lines.
 * @param names Keys of the stats to draw, in this order.
 */
export function curves(stats: readonly StatsLine[], names: readonly string[]): string {
  const [width, height, columns, margin] = [300, 120, 2, 34];
  const charts = names.map((name, index) => {
    const points = stats.flatMap((line) =>
      line[name] === undefined || line["step"] === undefined ? [] : [{ x: line["step"], y: line[name] }],
    );
    const window = Math.max(1, Math.round(points.length / 60));
    const smooth = points.map(({ x }, i) => {
      const near = points.slice(Math.max(0, i - window), i + window + 1);
      return { x, y: near.reduce((sum, point) => sum + point.y, 0) / near.length };
    });
    const last = Math.max(...smooth.map(({ x }) => x), 1);
    const low = Math.min(...smooth.map(({ y }) => y));
    const high = Math.max(...smooth.map(({ y }) => y), low + 1e-9);
    const left = (index % columns) * (width + margin) + margin;
    const top = Math.floor(index / columns) * (height + margin) + margin;
    const path = smooth.map(
      ({ x, y }) =>
        `${(left + (x / last) * width).toFixed(1)},${(top + height - ((y - low) / (high - low)) * height).toFixed(1)}`,
    );
    return [
      `<text x="${left}" y="${top - 8}" font-weight="600">${name}</text>`,
      `<path d="M${left} ${top}v${height}h${width}" fill="none" stroke="#868e96"/>`,
      `<polyline points="${path.join(" ")}" fill="none" stroke="${colours[index % colours.length]}" stroke-width="1.5"/>`,
      `<text x="${left + width}" y="${top - 8}" text-anchor="end" fill="#495057">${low.toPrecision(3)} to ${high.toPrecision(3)}</text>`,
      `<text x="${left + width}" y="${top + height + 14}" text-anchor="end" fill="#495057">step ${last}</text>`,
    ].join("\n");
  });
  const rows = Math.ceil(names.length / columns);
  const [w, h] = [columns * (width + margin) + margin, rows * (height + margin) + margin];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" font-family="system-ui, sans-serif" font-size="11">\n<rect width="${w}" height="${h}" fill="#fff"/>\n${charts.join("\n")}\n</svg>\n`;
}

/**
 * Figures as a Markdown table: nested ones in rows of their own, a value with its interval in one.
 * @param figures JSON of `mealshift evaluate`, or any other; what could not be measured is left out, and goals have a
 *   table of their own.
 */
export function figureTable(figures: Readonly<Record<string, unknown>>): string {
  const { metrics = {}, leftOut: _, goals: __, ...rest } = figures;
  const shown = { ...rest, ...(typeof metrics === "object" ? metrics : { metrics }) };
  const rows = figureRows(shown).map(({ name, value }) => `| ${name} | ${value.replaceAll("|", String.raw`\|`)} |`);
  return ["| figure | value |", "|---|---|", ...rows].join("\n");
}
