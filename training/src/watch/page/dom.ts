type Child = Node | string;

/** An element with properties and children. Texts are texts: nothing is parsed as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** A control with its label beside it. */
export function labelled(text: string, control: HTMLElement): HTMLElement {
  control.id = `control-${text.toLowerCase().replaceAll(" ", "-")}`;
  return element("span", { className: "control" }, element("label", { htmlFor: control.id }, text), control);
}

/** A part of the page under a heading. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  const heading = element("h2", { id: `${id}-title` }, title);
  const made = element("section", { id }, heading, ...children);
  made.setAttribute("aria-labelledby", heading.id);
  return made;
}

/** A table in a part of its own that scrolls, by keyboard too, where the page is narrow. */
export function table(name: string, columns: readonly string[], body: HTMLTableSectionElement): HTMLElement {
  const head = element("tr", {}, ...columns.map((title) => element("th", { scope: "col" }, title)));
  const made = element(
    "div",
    { className: "table", tabIndex: 0 },
    element("table", {}, element("thead", {}, head), body),
  );
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", name);
  return made;
}

/** Puts children into an element only if they differ from what is there, so that focus and hovering stay. */
export function replaceIfChanged(parent: HTMLElement, key: string, children: () => readonly Child[]): void {
  if (parent.dataset["key"] === key) return;
  parent.dataset["key"] = key;
  parent.replaceChildren(...children());
}
