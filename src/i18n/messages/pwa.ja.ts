/** Japanese, with the keys of the English. */
export const pwaJa = {
  "offline.title": "オフラインで使えます",
  "offline.text": "必要なものはすべてこの端末に保存されました。通信がなくても動きます。",

  "update.title": "新しいバージョンがあります",
  "update.text": "準備はできています。ページを開き直しますが、選んだ設定はそのまま残ります。",
  "update.apply": "今すぐ使う",
  "update.elsewhereTitle": "別のタブで新しいバージョンが動いています",
  "update.elsewhere": "ここでも使うには、ページを読み込み直してください。",
  "update.reload": "読み込み直す",
  "update.staleTitle": "サイトが新しくなりました",
  "update.stale": "このページは古いバージョンで、一部のファイルがなくなりました。自動で読み込み直します。",

  "install.title": "ホーム画面に追加できます",
  "install.text": "アプリのように全画面で開き、通信がなくても使えます。",
  "install.accept": "追加する",
  "install.ios": "共有ボタンをタップし、「ホーム画面に追加」を選んでください。全画面で開き、通信がなくても使えます。",
} as const;
