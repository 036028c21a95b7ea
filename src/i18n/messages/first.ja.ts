/** Japanese, with the keys of the English. */
export const firstJa = {
  "welcome.title": "カメラを向けると、いつもの食事が別の料理に見えます。",
  "welcome.camera": "カメラを使う",
  "welcome.demo": "デモの食卓で試す",
  "welcome.photo": "写真を開く",

  "dock.label": "料理と操作",

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

  "help.chrome": "Chrome・Edge:アドレスの左のアイコンを押してカメラを許可し、もう一度お試しください。",
  "help.firefox": "Firefox:アドレスの左のカメラのアイコンからブロックを解除し、もう一度お試しください。",
  "help.safariMac":
    "Safari:メニューの「Safari」→「このWebサイトでの設定」でカメラを「許可」にし、もう一度お試しください。",
  "help.chromeAndroid": "Chrome:アドレスの左のアイコンから「権限」→「カメラ」を開いて許可し、もう一度お試しください。",
  "help.firefoxAndroid": "Firefox:アドレスの左のアイコンから「カメラ」を「許可」に切り替えてください。",
  "help.samsung":
    "Samsung ブラウザ:メニューの「設定」→「サイトとダウンロード」→「サイトの権限」→「カメラ」で、このページを許可してください。",
  "help.safariIos":
    "iPhone・iPad:「設定」→「アプリ」→「Safari」→「カメラ」を「確認」か「許可」にしてから、もう一度お試しください。",
  "help.chromeIos": "iPhone・iPad:「設定」→「アプリ」→「Chrome」でカメラをオンにしてから、もう一度お試しください。",
  "help.firefoxIos": "iPhone・iPad:「設定」→「アプリ」→「Firefox」でカメラをオンにしてから、もう一度お試しください。",
  "help.edgeIos": "iPhone・iPad:「設定」→「アプリ」→「Edge」でカメラをオンにしてから、もう一度お試しください。",
  "help.inApp":
    "ほかのアプリの中でこのページを開いているため、カメラを使えません。アプリのメニューの「ブラウザで開く」や「Safari で開く」から開き直してください。",
  "help.other": "ブラウザのサイト設定でこのページのカメラを許可してから、もう一度お試しください。",
  "help.systemAndroid":
    "それでも使えないときは、Android の「設定」→「アプリ」→お使いのブラウザ→「権限」→「カメラ」を確認してください。",
  "help.systemWindows":
    "それでも使えないときは、Windows の「設定」→「プライバシーとセキュリティ」→「カメラ」で、デスクトップアプリのアクセスを許可してください。",
  "help.systemMac":
    "それでも使えないときは、「システム設定」→「プライバシーとセキュリティ」→「カメラ」で、お使いのブラウザをオンにしてください。",
  "help.systemChromeos":
    "それでも使えないときは、「設定」→「セキュリティとプライバシー」→「プライバシー管理」でカメラへのアクセスを確認してください。",
} as const;
