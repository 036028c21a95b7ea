import type { immersiveEn } from "./immersive.en";

/** Japanese of immersive sessions. */
export const immersiveJa: Readonly<Record<keyof typeof immersiveEn, string>> = {
  "immersive.emulation.phone": "架空の部屋で動く仮想のスマートフォン",
  "immersive.emulation.quest": "架空の部屋で動く仮想のヘッドセット(Quest)",
  "immersive.emulation.hololens": "架空の部屋で動く仮想のヘッドセット(HoloLens)",
  "immersive.emulation.help": "ドラッグで見回す、W A S D で歩く、クリックで選択。",
  "immersive.emulation.leave": "機器のボタン: 終了",
};
