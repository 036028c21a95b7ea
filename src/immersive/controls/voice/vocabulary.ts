/** What can be said. */
export type VoiceCommand =
  | { readonly kind: "choose"; readonly id: string }
  | { readonly kind: "original" }
  | { readonly kind: "leave" };

/** A command, and all the ways to say it. */
export interface Phrase {
  readonly command: VoiceCommand;
  readonly said: readonly string[];
}

/** What people call the lens's dishes beside the names on the buttons, and how recognisers spell them; English and Japanese. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = {
  bibimbap: ["bibimbap", "bibim bap", "bi bim bap", "ビビンバ", "ビビンパ", "石焼きビビンバ"],
  biryani: ["biryani", "biriyani", "briyani", "ビリヤニ", "ビリヤーニ"],
  curry_rice: ["curry rice", "curry", "japanese curry", "カレーライス", "カレー", "ライスカレー"],
  hiyashi_chuka: ["chilled noodles", "cold noodles", "hiyashi chuka", "冷やし中華", "冷し中華", "ひやしちゅうか"],
  khao_kha_mu: ["braised pork rice", "pork rice", "khao kha mu", "kao ka moo", "カオカームー", "カオカムー"],
  khao_soi: ["curry noodles", "khao soi", "cow soy", "カオソーイ", "カオソイ"],
  pad_see_ew: ["fried noodles", "pad see ew", "pad see you", "パッシーイウ", "パッシーユー"],
  pad_thai: ["pad thai", "phad thai", "pad tai", "パッタイ", "パタイ"],
  ramen: ["ramen", "ramen noodles", "ラーメン", "拉麺"],
  tom_yum: ["tom yum", "tom yam", "tom yum soup", "トムヤム", "トムヤムクン"],
};

const original = [
  "original",
  "the original",
  "show the original",
  "元の料理",
  "もとの料理",
  "オリジナル",
  "元に戻して",
];
const leave = ["leave", "exit", "終わる", "終わり", "おわり", "終了"];

/** @param choices What can be chosen: id, and the name on the button. */
export const vocabularyOf = (choices: readonly { readonly id: string; readonly name: string }[]): readonly Phrase[] => [
  ...choices.map(({ id, name }) => ({
    command: { kind: "choose", id } as const,
    said: [name, ...(Object.hasOwn(alsoCalled, id) ? (alsoCalled[id] ?? []) : [])],
  })),
  { command: { kind: "original" }, said: original },
  { command: { kind: "leave" }, said: leave },
];
