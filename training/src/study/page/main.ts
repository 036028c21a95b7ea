import { answersAsCsv, fooledShare } from "../answers";
import type { Side, StudyPlan, Trial } from "../plan";
import { StudySession } from "../session";

/** Between two trials, so that a new pair is seen to be one. */
const PAUSE_MS = 500;

const sides = ["left", "right"] as const;
const keys = new Map<string, Side>([
  ["ArrowLeft", "left"],
  ["f", "left"],
  ["ArrowRight", "right"],
  ["j", "right"],
]);

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found;
};
const [message, pair, actions] = [byId("message"), byId("pair"), byId("actions")];

const plan: StudyPlan = JSON.parse(byId("plan").textContent ?? "");
const session = new StudySession(plan);
const pictures = new Map<string, HTMLImageElement>();
/** When the pictures of the trial appeared; null while none is asked about. */
let shownAt: number | null = null;
/** What Space and Enter do. */
let onward: (() => void) | null = null;

function partOf(side: Side, selector: string): Element {
  const found = byId(side).querySelector(selector);
  if (!found) throw new Error(`the page lacks ${selector}`);
  return found;
}

function say(text: string, action?: { readonly label: string; readonly run: () => void }): void {
  message.textContent = text;
  onward = action?.run ?? null;
  if (!action) {
    actions.replaceChildren();
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = action.label;
  button.addEventListener("click", action.run);
  actions.replaceChildren(button);
}

/** Pictures are read and decoded before the first trial: a second is to be a second. */
async function readPictures(): Promise<void> {
  const names = [...plan.practice, ...plan.trials].flatMap(({ left, right }) => [left, right]);
  await Promise.all(
    names.map(async (name) => {
      const image = new Image();
      image.src = `pictures/${name}`;
      image.alt = "";
      await image.decode().catch(() => {
        throw new Error(`pictures/${name} cannot be read: copy the whole folder of the study, not the page alone`);
      });
      pictures.set(name, image);
    }),
  );
}

function show(trial: Trial): void {
  for (const side of sides) {
    const image = pictures.get(trial[side]);
    if (image) partOf(side, ".frame").replaceChildren(image);
  }
}

function hide(): void {
  for (const side of sides) partOf(side, ".frame").replaceChildren();
}

function caption(texts: Readonly<Record<Side, string>>): void {
  for (const side of sides) partOf(side, ".caption").textContent = texts[side];
}

function showNext(): void {
  const { phase, progress } = session;
  byId("progress").setAttribute("value", String(progress.done));
  if (phase.name === "end") {
    end();
    return;
  }
  if (phase.name === "feedback") {
    show(phase.trial);
    const isLeft = phase.trial.real === "left";
    caption({ left: isLeft ? "Photograph" : "Made", right: isLeft ? "Made" : "Photograph" });
    say(phase.isRight ? "Right." : "Wrong.", {
      label: "Go on",
      run: () => {
        session.goOn();
        hide();
        if (session.phase.name === "trial" && !session.phase.isPractice && session.answers.length === 0) begin();
        else showNext();
      },
    });
    return;
  }
  caption({ left: "Left", right: "Right" });
  hide();
  say(phase.isPractice ? "Practice: which is the photograph?" : "Which is the photograph?");
  setTimeout(() => {
    show(phase.trial);
    // From the picture that shows them on, not from the one before.
    requestAnimationFrame(() => {
      shownAt = performance.now();
      setTimeout(() => {
        if (session.phase.name === "trial" && session.phase.trial === phase.trial) hide();
      }, plan.seconds * 1000);
    });
  }, PAUSE_MS);
}

function choose(side: Side): void {
  if (shownAt === null) return;
  const ms = performance.now() - shownAt;
  shownAt = null;
  session.answer(side, ms);
  showNext();
}

function begin(): void {
  pair.hidden = false;
  const { length } = plan.trials;
  say(`Now it counts: ${length} pairs, and the answers are not shown any more.`, { label: "Begin", run: showNext });
}

function end(): void {
  removeEventListener("beforeunload", warn);
  pair.hidden = true;
  const { answers } = session;
  const { value, low, high } = fooledShare(answers);
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  const fooled = Math.round(value * answers.length);
  say(
    `${plan.model}: the picture that was made was taken for the photograph in ${fooled} of ${answers.length} pairs: ${percent(value)}, ` +
      `with 95 % confidence ${percent(low)} to ${percent(high)}. Where nothing can be told apart it is 50 %.`,
    { label: "Download the answers (CSV)", run: download },
  );
}

function download(): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([answersAsCsv(session.answers)], { type: "text/csv" }));
  link.download = `study-${plan.model.replaceAll(/[^\w.-]+/g, "-")}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Answers live in the page alone. */
function warn(event: BeforeUnloadEvent): void {
  if (session.answers.length > 0) event.preventDefault();
}

for (const side of sides) byId(side).addEventListener("click", () => choose(side));
addEventListener("keydown", (event) => {
  const side = keys.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (side && !event.repeat) choose(side);
  // A button that has the focus does it by itself.
  const onButton = event.target instanceof HTMLButtonElement;
  if (onward && !event.repeat && !onButton && (event.key === " " || event.key === "Enter")) {
    event.preventDefault();
    onward();
  }
});
addEventListener("beforeunload", warn);
byId("progress").setAttribute("max", String(session.progress.of));

readPictures().then(
  () => {
    const shown = plan.seconds === 1 ? "for a second" : `for ${plan.seconds} seconds`;
    say(
      `Two pictures of food are shown ${shown}: one is a photograph, the other was made by a program. Say which is the photograph, ` +
        `with the left and right arrow keys (or F and J), or by choosing its side. ` +
        (plan.practice.length > 0 ? `First ${plan.practice.length} pairs for practice, with the answers.` : ""),
      {
        label: "Start",
        run: () => {
          pair.hidden = false;
          showNext();
        },
      },
    );
  },
  (error: unknown) => say(error instanceof Error ? error.message : String(error)),
);
