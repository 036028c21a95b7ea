import type { Table } from "./tables";

/** Tables as GitHub's Markdown, for docs/benchmarks.md. */
export function markdownOf(tables: readonly Table[]): string {
  return tables.map(tableMarkdown).join("\n");
}

function tableMarkdown({ title, notes, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  const lines = [`### ${title}`, "", ...notes.flatMap((note) => [note, ""])];
  return [...lines, line(columns), line(columns.map(() => "---")), ...rows.map(line), ""].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("\n", " ");
}
