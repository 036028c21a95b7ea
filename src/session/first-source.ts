import type { LensParams } from "./params";
import type { LensSettings } from "./settings";
import type { LensStages } from "./stages";
import type { SourceWish } from "./types";

/**
 * What is shown when the page opens. The address decides; without its word the setting for it; without that the camera
 * opens only where it asks nobody: it was in use last time (or this is a kiosk) and the browser still allows it. Else the
 * demo scene.
 */
export const firstSource = async (
  params: LensParams,
  settings: LensSettings,
  stages: Pick<LensStages, "cameraAllowed">,
): Promise<SourceWish> => {
  const remembered = rememberedCamera(settings);
  if (params.source !== undefined) return params.source.kind === "camera" ? remembered : params.source;
  if (params.kiosk || settings.startCamera === undefined) {
    const wanted = params.kiosk || settings.source === "camera";
    return wanted && (await stages.cameraAllowed()) ? remembered : { kind: "demo" };
  }
  return settings.startCamera ? remembered : { kind: "demo" };
};

/** The camera that was used last, or any. */
export const rememberedCamera = ({ deviceId, facing }: LensSettings): SourceWish => ({
  kind: "camera",
  ...(deviceId !== undefined && { deviceId }),
  ...(facing !== undefined && { facing }),
});
