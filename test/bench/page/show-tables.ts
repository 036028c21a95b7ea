import type { Table } from "../report/tables";

/** Puts tables into an element, each in a box that scrolls by itself where it is too wide. */
export function showTables(host: HTMLElement, tables: readonly Table[]): void {
  host.replaceChildren(...tables.map(section));
}

function section({ title, notes, columns, rows }: Table): HTMLElement {
  const table = create("table", [
    create("thead", [
      create(
        "tr",
        columns.map((column) => create("th", [column], { scope: "col" })),
      ),
    ]),
    create(
      "tbody",
      rows.map(([first = "", ...rest]) =>
        create("tr", [create("th", [first], { scope: "row" }), ...rest.map((cell) => create("td", [cell]))]),
      ),
    ),
  ]);
  const box = create("div", [table], { class: "wide", tabindex: "0", role: "region", "aria-label": title });
  return create("section", [create("h2", [title]), ...notes.map((note) => create("p", [note])), box]);
}

function create(
  name: string,
  children: readonly (Node | string)[],
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}
