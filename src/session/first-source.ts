import type { LensParams } from "./params";
import type { LensSettings } from "./settings";
import type { LensStages } from "./stages";
import type { SourceWish } from "./types";

/**
 * What is shown when the page opens. A kiosk begins with the demo scene, and opens what its profile says when that is
 * there. Else the address decides; without its word the setting for it; without that the camera opens only where it asks
 * nobody: it was in use last time and the browser still allows it. Else the demo scene.
 */
export const firstSource = async (
  params: LensParams,
  settings: LensSettings,
  stages: Pick<LensStages, "cameraAllowed">,
): Promise<SourceWish> => {
  if (params.kiosk) return { kind: "demo" };
  const remembered = rememberedCamera(settings);
  if (params.source !== undefined) return params.source.kind === "camera" ? remembered : params.source;
  if (settings.startCamera !== undefined) return settings.startCamera ? remembered : { kind: "demo" };
  const wanted = settings.source === "camera";
  return wanted && (await stages.cameraAllowed()) ? remembered : { kind: "demo" };
};

/** The camera that was used last, or any. */
export const rememberedCamera = ({ deviceId, facing }: LensSettings): SourceWish => ({
  kind: "camera",
  ...(deviceId !== undefined && { deviceId }),
  ...(facing !== undefined && { facing }),
});
