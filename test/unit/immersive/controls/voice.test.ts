import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Listener } from "../../../../src/immersive/controls/voice/listener";
import { meant } from "../../../../src/immersive/controls/voice/match";
import { voiceAvailable } from "../../../../src/immersive/controls/voice/recognition";
import { vocabularyOf, type VoiceCommand } from "../../../../src/immersive/controls/voice/vocabulary";
import { createScope } from "./fake-speech";

const ids = [
  ["bibimbap", "Bibimbap"],
  ["biryani", "Biryani"],
  ["curry_rice", "Curry rice"],
  ["hiyashi_chuka", "冷やし中華"],
  ["khao_kha_mu", "Braised pork rice"],
  ["khao_soi", "カオソーイ"],
  ["pad_see_ew", "Fried noodles"],
  ["pad_thai", "Pad Thai"],
  ["ramen", "ラーメン"],
  ["tom_yum", "Tom yum"],
] as const;
const vocabulary = vocabularyOf(ids.map(([id, name]) => ({ id, name })));
const said = vocabulary.flatMap(({ command, said: names }) => names.map((name) => ({ command, name })));
const key = (command: VoiceCommand | null) => (command?.kind === "choose" ? command.id : (command?.kind ?? "nothing"));

describe("what is meant", () => {
  test("every name, however it is written, with and without politeness around it", () => {
    const dress = fc.constantFrom(
      (name: string) => name,
      (name: string) => name.toUpperCase(),
      (name: string) => ` ${name.replaceAll(" ", "-")}. `,
      (name: string) => name.normalize("NFD"),
      (name: string) => `Show me ${name}, please`,
      (name: string) => `${name}をください`,
      (name: string) => `${name}にして`,
    );
    fc.assert(
      fc.property(fc.constantFrom(...said), dress, ({ command, name }, written) => {
        expect(meant(written(name), 0.9, vocabulary)).toEqual(command);
      }),
      { numRuns: 500 },
    );
  });

  test("with a letter wrong it is that name or none, never another; and leaving takes the exact word", () => {
    const letter = fc.constantFrom(...Array.from("abcdefghijklmnopqrstuvwxyzあいうえおかきくけこ"));
    fc.assert(
      fc.property(fc.constantFrom(...said), fc.nat(), letter, ({ command, name }, at, wrong) => {
        const cut = at % name.length;
        const heard = name.slice(0, cut) + wrong + name.slice(cut + 1);
        const understood = meant(heard, 0.9, vocabulary);
        expect(["nothing", key(command)]).toContain(key(understood));
        const exact = said.some((other) => other.command === command && other.name === heard);
        if (command.kind === "leave" && !exact) expect(understood).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  test("nothing that the recogniser is not sure of", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...said),
        fc.oneof(fc.double({ min: 0, max: 0.59, noNaN: true }), fc.constant(Number.NaN)),
        ({ name }, confidence) => {
          expect(meant(name, confidence, vocabulary)).toBeNull();
        },
      ),
    );
  });

  test.each([
    "please leave the bowl on the table",
    "I'll leave the rice",
    "this ramen is better than the one we had yesterday",
    "could you pass me the soy sauce",
    "the curry rice was cold",
    "noodles",
    "rice",
    "昨日のラーメンは美味しかった",
    "終わるまで待って",
    "ご飯",
    "",
    "…",
    "を",
  ])("talk at table is let be: %s", (talk) => {
    expect(meant(talk, 1, vocabulary)).toBeNull();
  });

  test("one wrong letter in a long name is forgiven", () => {
    expect(key(meant("biriany", 0.9, vocabulary))).toBe("nothing");
    expect(key(meant("bibimbab", 0.9, vocabulary))).toBe("bibimbap");
    expect(key(meant("chilled noodle", 0.9, vocabulary))).toBe("hiyashi_chuka");
    expect(key(meant("トムヤンクン", 0.9, vocabulary))).toBe("tom_yum");
  });

  test("names that no table knows are understood as they are written on the button", () => {
    expect(meant("Okonomiyaki", 1, vocabularyOf([{ id: "constructor", name: "Okonomiyaki" }]))).toEqual({
      kind: "choose",
      id: "constructor",
    });
  });
});

describe("where speech is recognised", () => {
  test.each(["downloadable", "downloading", "unavailable"])("%s is not there", async (available) => {
    expect(await voiceAvailable("ja", createScope({ available }).scope)).toBe(false);
  });

  test("only what is asked of the device counts", async () => {
    const { scope, Fake } = createScope();
    expect(await voiceAvailable("ja", scope)).toBe(true);
    expect(Fake.available).toHaveBeenCalledWith({ langs: ["ja-JP"], processLocally: true });
    Fake.available.mockRejectedValueOnce(new DOMException("policy", "NotAllowedError"));
    expect(await voiceAvailable("en", scope)).toBe(false);
  });

  test("a recogniser of a server is none", async () => {
    class Cloud extends EventTarget {}
    expect(await voiceAvailable("en", { webkitSpeechRecognition: Cloud })).toBe(false);
    expect(await voiceAvailable("en", {})).toBe(false);
  });
});

describe("listening", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  const listen = (options: Parameters<typeof createScope>[0] = {}) => {
    vi.useFakeTimers();
    const { scope, made } = createScope(options);
    const calls: string[] = [];
    const listener = new Listener({
      language: "en",
      onCommand: (command) => void calls.push(key(command)),
      onEnd: (reason) => void calls.push(`end ${reason}`),
      scope,
    });
    listener.setVocabulary(vocabulary);
    listener.start();
    return { listener, calls, made };
  };

  test("on the device, for whole phrases, and what is heard becomes commands", () => {
    const { calls, made } = listen();
    const [recognition] = made;
    expect(recognition).toMatchObject({ processLocally: true, lang: "en-US", continuous: true, interimResults: false });
    recognition?.hear("pad thai");
    recognition?.hear("ramen", 0.9, false);
    recognition?.hear("ramen", 0.3);
    recognition?.hear("original");
    recognition?.hear("exit");
    expect(calls).toEqual(["pad_thai", "original", "leave"]);
  });

  test("where the wish to stay on the device is not kept, nothing is started", () => {
    const { calls, made } = listen({ keepsLocal: false });
    expect(calls).toEqual(["end unsupported"]);
    expect(made.map(({ started }) => started)).toEqual([0]);
  });

  test("it begins again when the recogniser ends by itself, more and more slowly, until it is stopped", () => {
    const { listener, made, calls } = listen();
    for (let i = 0; i < 4; i++) {
      made.at(-1)?.fail("no-speech");
      made.at(-1)?.dispatchEvent(new Event("end"));
      vi.advanceTimersByTime(300 * 2 ** i - 1);
      expect(made).toHaveLength(i + 1);
      vi.advanceTimersByTime(1);
      expect(made).toHaveLength(i + 2);
    }
    made.at(-1)?.hear("ramen");
    listener.stop();
    expect(made.at(-1)?.aborted).toBe(1);
    made.at(-1)?.dispatchEvent(new Event("end"));
    made.at(-1)?.hear("ramen");
    vi.advanceTimersByTime(60_000);
    expect(made).toHaveLength(5);
    expect(calls).toEqual(["ramen"]);
  });

  test.each(["not-allowed", "service-not-allowed", "audio-capture", "language-not-supported", "network"])(
    "it ends for good, and says so, when the fault is %s",
    (fault) => {
      const { calls, made } = listen();
      made[0]?.fail(fault);
      made[0]?.dispatchEvent(new Event("end"));
      vi.advanceTimersByTime(60_000);
      expect(calls).toEqual([`end ${fault}`]);
      expect(made).toHaveLength(1);
    },
  );
});
