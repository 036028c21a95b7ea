/** Said around a name, and without meaning for the choice; in the form that `letters` gives. */
const before = ["showme", "giveme", "iwant", "idlike", "makeit", "please", "the", "some"];
const after = [
  "please",
  "をみせて",
  "を見せて",
  "にして",
  "がいい",
  "をください",
  "ください",
  "お願いします",
  "おねがいします",
  "で",
];

/** The letters of a text, as they compare: small, without accents, katakana as hiragana, no spaces, signs or long vowels. */
export const letters = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    // Accents of Latin letters; those of kana make them other letters.
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode((kana.codePointAt(0) ?? 0) - 0x60))
    .replace(/[^\p{L}\p{N}]|ー/gu, "");

/** The letters of what was said, without the words of politeness around it. */
export const nameIn = (said: string): string => {
  let name = letters(said);
  for (let changed = true; changed;) {
    const start = before.find((word) => name.length > word.length && name.startsWith(word));
    const end = after.find((word) => name.length > word.length && name.endsWith(word));
    changed = start !== undefined || end !== undefined;
    if (start !== undefined) name = name.slice(start.length);
    else if (end !== undefined) name = name.slice(0, -end.length);
  }
  return name;
};
