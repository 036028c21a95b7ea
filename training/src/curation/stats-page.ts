export interface Table {
  readonly title: string;
  readonly heading: readonly string[];
  /** Numbers are set to the right. */
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface Section {
  readonly title: string;
  readonly pictures: readonly { readonly caption: string; readonly jpeg: Uint8Array }[];
}

/** A page of tables and pictures that needs no other file and runs no script. */
export function pageOf(content: {
  readonly title: string;
  readonly tables: readonly Table[];
  readonly sections: readonly Section[];
}): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escape(content.title)}</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
  table { border-collapse: collapse }
  th, td { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere }
  th { border-bottom: 1px solid }
  td.number { text-align: right; font-variant-numeric: tabular-nums }
  .pictures { display: flex; flex-wrap: wrap; gap: 3px }
</style>
<h1>${escape(content.title)}</h1>
${content.tables.map(tableOf).join("\n")}
${content.sections.map(sectionOf).join("\n")}
</html>
`;
}

function tableOf({ title, heading, rows }: Table): string {
  const cell = (value: string | number): string =>
    typeof value === "number" ? `<td class="number">${value}</td>` : `<td>${escape(value)}</td>`;
  return `<h2>${escape(title)}</h2>
<table>
<tr>${heading.map((text) => `<th>${escape(text)}</th>`).join("")}</tr>
${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n")}
</table>`;
}

function sectionOf({ title, pictures }: Section): string {
  const images = pictures.map(({ caption, jpeg }) => {
    const data = Buffer.from(jpeg).toString("base64");
    return `<img src="data:image/jpeg;base64,${data}" alt="${escape(caption)}" title="${escape(caption)}">`;
  });
  return `<h2>${escape(title)}</h2>
<div class="pictures">
${images.join("\n")}
</div>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
