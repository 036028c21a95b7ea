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
} as const;
