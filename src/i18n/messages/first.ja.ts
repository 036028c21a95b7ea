/** Japanese, with the keys of the English. */
export const firstJa = {
  "more.short": "その他",
  "more.title": "その他",
  "more.source": "映像",
  "more.help": "ヘルプ",

  "about.title": "このアプリとプライバシー",
  "about.what":
    "Mealshift は、目の前の食事をその場で別の料理に見せるアプリです。いつも同じ食事をとる方のために作りました。",
  "about.how":
    "小さなニューラルネットワークが映像から料理を見つけ、描き直します。計算はすべて、この端末のグラフィックスかプロセッサで行います。",
  "about.privacyTitle": "プライバシー",
  "about.privacy":
    "映像がこの端末の外へ送られることはありません。利用状況の集計や送信も行いません。端末に残るのはご自身の選択だけで、いつでも消去できます。",
  "about.limitsTitle": "できないこと",
  "about.limits":
    "変わるのは見た目だけで、食べ物そのものは変わりません。中身は判定できないため、アレルギー・栄養・鮮度の判断には使わないでください。",
  "about.licences": "ライブラリのライセンス",

  "settings.title": "設定",
  "settings.system": "システム",
  "settings.look": "表示と操作",
  "settings.language": "言語",
  "settings.appearance": "外観",
  "settings.light": "ライト",
  "settings.dark": "ダーク",
  "settings.hand": "利き手",
  "settings.handNote": "操作ボタンを置く側が変わります。",
  "settings.left": "左",
  "settings.right": "右",
  "settings.picture": "映像",
  "settings.fit": "画面への表示",
  "settings.fitAuto": "自動",
  "settings.fitCover": "画面いっぱい",
  "settings.fitContain": "全体",
  "settings.startCamera": "カメラで始める",
  "settings.startCameraNote": "オフにすると、デモの食卓から始まります。",
  "settings.steam": "湯気",
  "settings.steamNote": "温かい料理に湯気を添えます(動きを減らす設定では出ません)。",
  "settings.comfort": "見やすさ",
  "settings.captions": "字幕",
  "settings.captionsNote": "映像の内容を文字でも表示します。",
  "settings.calm": "動きを減らす",
  "settings.calmNote": "湯気やデモの食卓のゆれなど、不要な動きを止めます。",
  "settings.forget": "この端末の記録をすべて消す",
  "settings.forgetNote": "選択、計測結果、保存したファイルが対象です。",
  "settings.forgetSure": "Mealshift がこの端末に残したものをすべて消し、最初からやり直します。",
  "settings.forgetYes": "すべて消す",
  "settings.forgetNo": "残しておく",
  "settings.forgetRefused":
    "ブラウザの設定により、一部を消せませんでした。このページのほかのタブを閉じてもう一度試すか、ブラウザの設定でサイトのデータを消去してください。",

  "caption.loading": "準備しています…",
  "caption.original": "元の映像です。",
  "caption.shown": "料理を「{dishes}」に変えて表示しています。",
  "caption.and": "」と「",
  "caption.frozen": "映像は静止しています。",
} as const;
