/** English of immersive sessions. */
export const immersiveEn = {
  "immersive.emulation.phone": "Emulated phone in a made-up room",
  "immersive.emulation.quest": "Emulated headset (Quest) in a made-up room",
  "immersive.emulation.hololens": "Emulated headset (HoloLens) in a made-up room",
  "immersive.emulation.help": "Drag to look, W A S D to walk, click to select.",
  "immersive.emulation.leave": "Device button: leave",
} as const;
