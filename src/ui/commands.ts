import { pickFile } from "../capture";
import type { Language } from "../i18n";
import type { UiContext } from "./context";

/** Compositions of session actions that buttons, keys and gestures share. */

/** Opens the camera, or, when it runs already, the panel to choose another. */
export const startCamera = (ui: UiContext): void => {
  leaveWelcome(ui);
  const source = ui.lens.state.source.peek();
  if (source?.kind === "camera" && source.status === "live") ui.panel.value = "camera";
  else void ui.lens.actions.open({ kind: "camera" });
};

export const openPickedFile = async (ui: UiContext): Promise<void> => {
  const file = await pickFile();
  if (file !== null) openFile(ui, file);
};

export const openFile = (ui: UiContext, file: File): void => {
  leaveWelcome(ui);
  void ui.lens.actions.open({ kind: "file", file });
};

export const showDemo = (ui: UiContext): void => {
  leaveWelcome(ui);
  void ui.lens.actions.open({ kind: "demo" });
};

/** Puts the divider into the middle, or takes it away. */
export const toggleCompare = ({ lens }: UiContext): void => {
  lens.actions.setDivider(lens.state.divider.peek() > 0 ? 0 : 0.5);
};

/** Into AR; only while a press is being handled. */
export const enterImmersive = (ui: UiContext, language: Language): void => {
  leaveWelcome(ui);
  ui.panel.value = null;
  ui.lens.actions.enterImmersive(language);
};

/** Whoever has chosen something to look at has no need of the first screen any more. */
const leaveWelcome = ({ welcome, settings }: UiContext): void => {
  if (!welcome.peek()) return;
  welcome.value = false;
  settings.update({ welcomed: true });
};
