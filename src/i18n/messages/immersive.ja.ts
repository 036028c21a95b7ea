import type { immersiveEn } from "./immersive.en";

/** Japanese of immersive sessions. */
export const immersiveJa: Readonly<Record<keyof typeof immersiveEn, string>> = {
  "immersive.emulation.phone": "架空の部屋で動く仮想のスマートフォン",
  "immersive.emulation.quest": "架空の部屋で動く仮想のヘッドセット(Quest)",
  "immersive.emulation.hololens": "架空の部屋で動く仮想のヘッドセット(HoloLens)",
  "immersive.emulation.help": "ドラッグで見回す、W A S D で歩く、クリックで選択。",
  "immersive.emulation.leave": "機器のボタン: 終了",

  "immersive.title": "AR表示",
  "immersive.enter": "テーブルの上で見る",
  "immersive.enterNote": "動いても、料理は置かれた場所に見えます。",
  "immersive.leave": "ARを終わる",
  "immersive.compare": "元の料理",
  "immersive.starting": "ARを始めています…",
  "immersive.here": "ARで表示中です",

  "immersive.lookAtTable": "テーブルを見てください",
  "immersive.lookAtDish": "お皿かお椀を見てください",
  "immersive.lostTracking": "端末が位置を見失いました。ゆっくり動いて、テーブルを見てください。",
  "immersive.hidden": "ARは一時停止中です。",
  "immersive.trouble": "ARの一部が動いていません。ほかはそのまま続きます。",

  "immersive.hintSelect": "料理を指してタップ",
  "immersive.hintLook": "料理をしばらく見つめる",
  "immersive.hintHold": "長押しで元の料理",

  "immersive.available": "使えます",
  "immersive.why.no-webxr": "このブラウザにはAR(WebXR)がありません。変換はこの画面で使えます。",
  "immersive.why.no-ar": "この端末またはブラウザではARを使えません。変換はこの画面で使えます。",
  "immersive.why.insecure": "ARには安全なページ(HTTPS)が必要です。",
  "immersive.why.blocked": "このページを埋め込んでいるページが、ARを禁止しています。",

  "immersive.path": "カメラの映像",
  "immersive.path.session-camera": "ARのカメラの映像を、正確な位置とともにブラウザから受け取っています。",
  "immersive.path.headset-camera":
    "ARからはカメラの映像を受け取れないため、ヘッドセットのカメラを並行して使っています。",
  "immersive.calibration.measured": "レンズと遅れは、この端末で測定済みです。",
  "immersive.calibration.published": "レンズはこの機種の公表値です。この端末では測定していません。",
  "immersive.calibration.assumed":
    "レンズと遅れは推定値で、この端末では測定していません。料理がずれて見えることがあります。",
  "immersive.granted": "許可された機能",
  "immersive.refused": "使えない機能",
  "immersive.feature.hitTest": "面の検出",
  "immersive.feature.anchors": "アンカー",
  "immersive.feature.domOverlay": "画面の重ね表示",
  "immersive.feature.lightEstimation": "照明",
  "immersive.feature.depthSensing": "奥行き",
  "immersive.feature.cameraAccess": "カメラ",
  "immersive.feature.handTracking": "手",
  "immersive.none": "なし",
  "immersive.table": "テーブル",
  "immersive.table.hit-test": "面として検出",
  "immersive.table.depth": "奥行きから検出",
  "immersive.table.dish-size": "料理の大きさから推定",
  "immersive.table.searching": "探しています",
  "immersive.frames": "ARのコマ数",
  "immersive.framesOf": "毎秒{fps}コマ(目標{wanted})",
  "immersive.script": "処理{ms}ミリ秒、抜けたコマ{skipped}",
  "immersive.details": "ARの動作状況",

  "immersive.voice.switch": "ARで料理を声で選ぶ",
  "immersive.voice.note":
    "料理名、「オリジナル」、「終わる」と話してください。音声はこの端末だけで認識し、保存も送信もしません。",
  "immersive.voice.refused": "マイクを使えません。ブラウザの設定で、このページに許可してください。",
  "immersive.voice.ended": "マイクを使えないため、音声操作を止めました。",
};
