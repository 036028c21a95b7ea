import { P_DEVICE, type XRDevice, type XRSession } from "iwer";
import { Room } from "../room/room";
import type { EmulatedDevice, RefusableFeature } from "../types";
import { CameraImages } from "./camera-image";
import { DomOverlay } from "./dom-overlay";
import { environmentOf } from "./environment";
import { FrameLoop } from "./frame-loop";
import { mendFrames } from "./frame-shims";
import { Inputs } from "./inputs";
import { RoomLightEstimates } from "./light";
import { installMediaDevices } from "./media-devices";
import { createDevice, iwerFeatures, PROFILES, supported, type DeviceProfile } from "./profiles";
import { RoomCamera } from "./room-camera";
import { RoomClock } from "./room-clock";
import { Sessions } from "./sessions";
import { Viewer } from "./viewer";

/** A browser on a device in the room: what is put in the place of the real one's WebXR and camera. */
export class EmulatedBrowser {
  readonly kind: EmulatedDevice;
  readonly profile: DeviceProfile;
  readonly room: Room;
  readonly device: XRDevice;
  readonly clock = new RoomClock();
  readonly viewer: Viewer;
  readonly inputs: Inputs;
  readonly light: RoomLightEstimates;
  readonly overlay = new DomOverlay();
  readonly loop: FrameLoop;
  readonly sessions: Sessions;
  readonly camera: RoomCamera;
  consent = true;
  /** Called in each frame, with the time since the one before, ms. */
  onFrame: (elapsed: number) => void = () => undefined;
  onSession: (session: XRSession) => void = () => undefined;
  #frameAt = 0;

  /** Puts the device into this page. */
  static async install(kind: EmulatedDevice): Promise<EmulatedBrowser> {
    return new EmulatedBrowser(kind, await Room.open());
  }

  private constructor(kind: EmulatedDevice, room: Room) {
    this.kind = kind;
    this.profile = PROFILES[kind];
    this.room = room;
    this.device = createDevice(this.profile);
    this.viewer = new Viewer(this.device);
    this.inputs = new Inputs(this.device, this.profile);
    this.light = new RoomLightEstimates(this.device);
    this.camera = new RoomCamera(room, this.viewer, this.clock, this.profile.camera);
    const images = new CameraImages(room, this.device);

    this.device.installRuntime({ forceInstall: true });
    this.device.installSEM(environmentOf(room));
    mendFrames({ tracked: () => this.viewer.tracked, stereo: this.profile.stereo });
    images.install();
    if (this.#estimatesLight) this.light.install();
    this.loop = new FrameLoop(this.device, this.clock, {
      before: (now) => this.#before(now),
      after: () => images.invalidate(),
    });
    this.sessions = new Sessions(this.device, this.viewer, kind === "quest" ? "gpu-optimized" : "cpu-optimized", {
      consent: () => this.consent,
      adopt: (session, root) => this.#adopt(session, root),
    });
    this.sessions.install();
    installMediaDevices(this.camera, this.profile, () => this.#cameraTaken());
    this.refuse([]);
  }

  refuse(features: readonly RefusableFeature[]): void {
    this.device[P_DEVICE].supportedFeatures = iwerFeatures(supported(this.kind), features);
  }

  #adopt(session: XRSession, root: HTMLElement | null): void {
    this.device[P_DEVICE].visibilityState = "visible";
    this.device[P_DEVICE].pendingVisibilityState = null;
    this.inputs.adopt(session);
    if (this.#estimatesLight) this.light.adopt(session);
    this.loop.adopt(session);
    if (root !== null) this.overlay.show(session, root);
    if (this.#cameraTaken()) this.camera.takeAway();
    this.onSession(session);
  }

  #before(now: number): void {
    const elapsed = Math.min(100, Math.max(0, now - this.#frameAt));
    this.#frameAt = now;
    this.device.fovy = this.#fieldOfView();
    this.onFrame(elapsed);
    this.viewer.update(now);
    this.inputs.update();
    this.camera.update();
  }

  /** Of the picture's height; a phone's angle is that of its longer side, however it is held. */
  #fieldOfView(): number {
    const { fieldOfView, stereo } = this.profile;
    if (stereo || innerHeight >= innerWidth) return fieldOfView;
    return 2 * Math.atan((Math.tan(fieldOfView / 2) * innerHeight) / innerWidth);
  }

  get #estimatesLight(): boolean {
    return supported(this.kind).includes("light-estimation");
  }

  #cameraTaken(): boolean {
    return this.device.activeSession?.enabledFeatures.includes("camera-access") ?? false;
  }
}
