import { curvesPanel } from "./curves-panel";
import { element } from "./dom";
import { jobsPanel } from "./jobs-panel";
import type { Panel } from "./panel";
import { runsPanel } from "./runs-panel";
import { samplesPanel } from "./samples-panel";
import { Store } from "./store";

// Several changes in a row are drawn once.
let waiting = false;
const store = new Store(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    update();
  });
});

// A new part of the page is one more line here.
const panels = [runsPanel, jobsPanel, samplesPanel, curvesPanel].map((create) => create(store));
document.querySelector("#panels")?.append(...panels.map((panel) => panel.element));

function update(): void {
  for (const panel of panels) panel.update();
  // A panel that has nothing to show has no link either.
  for (const [index, link] of [...(places?.children ?? [])].entries()) {
    if (link instanceof HTMLElement) link.hidden = panels[index]?.element.hidden ?? false;
  }
}

function linkTo({ element: part }: Panel): HTMLAnchorElement {
  return element("a", { href: `#${part.id}` }, part.querySelector("h2")?.textContent ?? part.id);
}

const places = document.querySelector("#places");
places?.append(...panels.map((panel) => linkTo(panel)));

const connection = document.querySelector("#connection");
store.connect((live) => {
  if (connection) connection.textContent = live ? "live" : "the server does not answer; trying again …";
});
update();
// Ages go on when nothing else does.
setInterval(update, 10_000);
