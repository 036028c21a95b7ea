import {
  P_FRAME,
  P_SESSION,
  P_VIEW,
  XRFrame,
  XRView,
  XRViewerPose,
  type XRJointSpace,
  type XRReferenceSpace,
  type XRSession,
  type XRSpace,
} from "iwer";
import { LEFT_EYE, NO_EYE } from "./iwer-names";

/** What IWER's frames lack: devices that lose their bearings, and devices with one eye. */
export function mendFrames(device: { readonly tracked: () => boolean; readonly stereo: boolean }): void {
  const usual: XRFrame = Object.create(null, Object.getOwnPropertyDescriptors(XRFrame.prototype));

  Object.assign(XRFrame.prototype, {
    getViewerPose(this: XRFrame, space: XRReferenceSpace): XRViewerPose | null {
      if (!device.tracked()) return null;
      const pose = usual.getViewerPose.call(this, space);
      if (device.stereo) return pose;
      const session = this[P_FRAME].session;
      return new XRViewerPose(pose.transform, [oneEye(pose, session)], false);
    },
    getJointPose(this: XRFrame, joint: XRJointSpace, base: XRSpace) {
      return device.tracked() ? usual.getJointPose.call(this, joint, base) : null;
    },
    getPose(this: XRFrame, space: XRSpace, base: XRSpace) {
      return device.tracked() ? usual.getPose.call(this, space, base) : null;
    },
    getDepthInformation(this: XRFrame, view: XRView) {
      if (!device.tracked()) return null;
      return usual.getDepthInformation.call(this, device.stereo ? view : leftEye(view));
    },
  });
}

function oneEye(pose: XRViewerPose, session: XRSession): XRView {
  return new XRView(
    NO_EYE,
    new Float32Array(session[P_SESSION].getProjectionMatrix(LEFT_EYE)),
    pose.transform,
    session,
  );
}

/** IWER keeps depth by the eyes that it has. */
function leftEye(view: XRView): XRView {
  const { projectionMatrix, transform, session } = view[P_VIEW];
  return new XRView(LEFT_EYE, projectionMatrix, transform, session);
}
