import type { GrantedFeatures } from "../types";

const featureNames = {
  hitTest: "hit-test",
  anchors: "anchors",
  domOverlay: "dom-overlay",
  lightEstimation: "light-estimation",
  depthSensing: "depth-sensing",
  cameraAccess: "camera-access",
  handTracking: "hand-tracking",
} as const satisfies Readonly<Record<keyof GrantedFeatures, string>>;

/** Everything but the reference space is optional. @param overlay Lies over the room on handheld devices. */
export const sessionInit = (overlay: Element | null): XRSessionInit => ({
  requiredFeatures: ["local"],
  optionalFeatures: [
    ...Object.values(featureNames).filter((name) => overlay !== null || name !== featureNames.domOverlay),
    "local-floor",
  ],
  ...(overlay !== null && { domOverlay: { root: overlay } }),
  // On the processor first: that is where the shape of a dish is worked out.
  depthSensing: {
    usagePreference: ["cpu-optimized", "gpu-optimized"],
    dataFormatPreference: ["luminance-alpha", "float32"],
  },
});

/** What can be told from the session's own face, where it does not list what it granted. */
const probed = (session: XRSession): GrantedFeatures => ({
  hitTest: typeof session.requestHitTestSource === "function",
  anchors: typeof XRFrame !== "undefined" && "createAnchor" in XRFrame.prototype,
  domOverlay: (session.domOverlayState ?? null) !== null,
  lightEstimation: "requestLightProbe" in session,
  depthSensing: depthUsage(session) !== null,
  // Where it exists the session lists its features; a stream beside the session is safe in any case.
  cameraAccess: false,
  handTracking: false,
});

/** `depthUsage` throws where depth was not granted. */
const depthUsage = (session: XRSession): XRDepthUsage | null => {
  try {
    return session.depthUsage ?? null;
  } catch {
    return null;
  }
};

/** What the session was granted. Where it does not say, what it seems to have: each user of a feature copes with less. */
export const grantedFeatures = (session: XRSession): GrantedFeatures => {
  const { enabledFeatures } = session;
  if (enabledFeatures === undefined) return probed(session);
  const has = (feature: keyof typeof featureNames) => enabledFeatures.includes(featureNames[feature]);
  return {
    hitTest: has("hitTest"),
    anchors: has("anchors"),
    domOverlay: has("domOverlay"),
    lightEstimation: has("lightEstimation"),
    depthSensing: has("depthSensing"),
    cameraAccess: has("cameraAccess"),
    handTracking: has("handTracking"),
  };
};
