/** English of immersive sessions. */
export const immersiveEn = {
  "immersive.emulation.phone": "Emulated phone in a made-up room",
  "immersive.emulation.quest": "Emulated headset (Quest) in a made-up room",
  "immersive.emulation.hololens": "Emulated headset (HoloLens) in a made-up room",
  "immersive.emulation.help": "Drag to look, W A S D to walk, click to select.",
  "immersive.emulation.leave": "Device button: leave",

  "immersive.title": "AR",
  "immersive.enter": "See it on the table",
  "immersive.enterNote": "The dish stays where it stands while you move.",
  "immersive.leave": "Leave AR",
  "immersive.compare": "Original",
  "immersive.starting": "Starting AR…",
  "immersive.here": "The lens is in AR",

  "immersive.lookAtTable": "Look at the table",
  "immersive.lookAtDish": "Look at a plate or a bowl",
  "immersive.lostTracking": "The device has lost its bearings. Move slowly, and look at the table.",
  "immersive.hidden": "AR is paused.",
  "immersive.trouble": "A part of AR fails now; the rest goes on.",

  "immersive.hintSelect": "Point at a dish and tap",
  "immersive.hintLook": "Look at a dish for a moment",
  "immersive.hintHold": "Hold to see the original",

  "immersive.available": "available",
  "immersive.why.no-webxr": "This browser has no AR (WebXR). The lens works here in its window.",
  "immersive.why.no-ar": "This device or browser has no AR. The lens works here in its window.",
  "immersive.why.insecure": "AR needs a secure page (HTTPS).",
  "immersive.why.blocked": "The page around this one forbids AR.",

  "immersive.path": "Camera pictures",
  "immersive.path.session-camera":
    "Frames come from the session's own camera, which the browser gives with their exact place.",
  "immersive.path.headset-camera":
    "Frames come from the headset's camera beside the session, since the session gives no camera pictures.",
  "immersive.calibration.measured": "Its lens and delay were measured on this device.",
  "immersive.calibration.published": "Its lens is known for this kind of device; it was not measured on this one.",
  "immersive.calibration.assumed":
    "Its lens and delay are assumed, not measured on this device: dishes may lie beside themselves.",
  "immersive.granted": "Granted",
  "immersive.refused": "Not granted",
  "immersive.feature.hitTest": "surfaces",
  "immersive.feature.anchors": "anchors",
  "immersive.feature.domOverlay": "page over the room",
  "immersive.feature.lightEstimation": "light",
  "immersive.feature.depthSensing": "depth",
  "immersive.feature.cameraAccess": "camera",
  "immersive.feature.handTracking": "hands",
  "immersive.none": "none",
  "immersive.table": "Table",
  "immersive.table.hit-test": "found as a surface",
  "immersive.table.depth": "found by depth",
  "immersive.table.dish-size": "estimated from the size of the dish",
  "immersive.table.searching": "being searched for",
  "immersive.frames": "AR frames",
  "immersive.framesOf": "{fps} of {wanted} fps",
  "immersive.script": "{ms} ms of script, {skipped} frames skipped",
  "immersive.details": "How AR is running",

  "immersive.voice.switch": "Choose dishes in AR by voice",
  "immersive.voice.note":
    "Say a dish's name, “original” or “leave”. Recognised on this device; nothing heard is kept or sent.",
  "immersive.voice.refused": "The microphone cannot be used. Allow it for this page in the browser's settings.",
  "immersive.voice.ended": "The voice control has stopped: the microphone cannot be used.",
} as const;
