import { pickFile } from "../capture";
import type { UiContext } from "./context";

/** Compositions of session actions that buttons, keys and gestures share. */

/** Opens the camera, or, when it runs already, the panel to choose another. */
export const startCamera = ({ lens, panel }: UiContext): void => {
  const source = lens.state.source.peek();
  if (source?.kind === "camera" && source.status === "live") panel.value = "camera";
  else void lens.actions.open({ kind: "camera" });
};

export const openPickedFile = async ({ lens }: UiContext): Promise<void> => {
  const file = await pickFile();
  if (file !== null) await lens.actions.open({ kind: "file", file });
};

export const showDemo = ({ lens }: UiContext): void => {
  void lens.actions.open({ kind: "demo" });
};

/** Puts the divider into the middle, or takes it away. */
export const toggleCompare = ({ lens }: UiContext): void => {
  lens.actions.setDivider(lens.state.divider.peek() > 0 ? 0 : 0.5);
};
