import type { EmulatedBrowser } from "./browser/emulated-browser";
import { distancesOf, viewsOf } from "./browser/environment";
import { TABLE } from "./room/planes";
import type { MealshiftRoom, RoomView } from "./types";

/** The room as tests hold it. */
export function publish(browser: EmulatedBrowser): MealshiftRoom {
  const { room, device, viewer, loop, inputs, light, sessions, profile } = browser;
  const published: MealshiftRoom = {
    device: browser.kind,
    tableHeight: TABLE.height,
    camera: profile.camera,
    get pose() {
      return viewer.pose;
    },
    get dishes() {
      return room.dishes;
    },
    get reference() {
      return sessions.reference;
    },
    get granted() {
      return device.activeSession?.enabledFeatures ?? null;
    },
    get views() {
      return viewsOf(device);
    },

    setPose: (pose) => viewer.setPose(pose),
    lookAt: (position, target) => viewer.lookAt(position, target),
    play: (path) => viewer.play(path, () => browser.clock.now()),
    stop: () => viewer.stop(),

    moveDish: (id, x, z) => room.moveDish(id, x, z),
    setHand: (palm) => room.setHand(palm),
    setLight: (intensity, colour = [1, 1, 1]) => {
      room.setLight(intensity, colour);
      light.set(intensity, colour);
    },

    setTracking: (tracked) => {
      viewer.tracked = tracked;
    },
    setVisibility: (state) => device.updateVisibilityState(state),
    refuse: (features) => browser.refuse(features),
    setConsent: (agree) => {
      browser.consent = agree;
    },
    dropFrames: (share) => loop.dropped.set(share),
    endSession: async () => {
      await device.activeSession?.end();
    },
    resetReference: () => sessions.reset(),

    press: (x = 0.5, y = 0.5) => inputs.press(x, y),
    release: () => inputs.release(),
    pointAt: (target) => inputs.pointAt(target),
    useHands: (hands) => inputs.use(hands ? "hand" : "controller"),

    pause: () => loop.pause(),
    resume: () => loop.resume(),
    step: (ms) => loop.step(ms),

    picture: (view, width, height) => picture(browser, view, width, height),
    mask: (id, view, width, height) => {
      const truth = room.truth(view, width, height);
      return Uint8Array.from({ length: width * height }, (_, pixel) => Number(truth[pixel * 2] === id));
    },
    depth: (view, width, height) => distancesOf(room.truth(view, width, height)),
  };
  globalThis.mealshiftRoom = published;
  return published;
}

function picture({ room }: EmulatedBrowser, view: RoomView, width: number, height: number): ImageData {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error("No 2D canvas could be made.");
  context.drawImage(room.aside(view, width, height), 0, 0);
  return context.getImageData(0, 0, width, height);
}
