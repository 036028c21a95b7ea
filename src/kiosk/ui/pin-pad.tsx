import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useTranslate } from "../../ui/kit/language";
import { Panel } from "../../ui/kit/panel";
import { isPin } from "../pin/hash";
import { useKiosk } from "./context";
import { DeleteIcon } from "./icons";

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const longest = 12;

type Trial = "none" | "checking" | "wrong" | "impossible";

/** Asks for the PIN, with a keypad of its own: a kiosk has no keyboard. */
export const PinPad = () => {
  const { kiosk } = useKiosk();
  const t = useTranslate();
  const entered = useSignal("");
  const trial = useSignal<Trial>("none");
  const waitSeconds = useWait();

  const type = (digit: string) => {
    trial.value = "none";
    entered.value = (entered.value + digit).slice(0, longest);
  };
  const remove = () => {
    entered.value = entered.value.slice(0, -1);
  };
  const enter = async () => {
    const { pin } = kiosk.profile.peek().lock;
    if (pin === null || entered.value === "" || kiosk.guard.waitMs > 0 || trial.value === "checking") return;
    trial.value = "checking";
    const right = await isPin(entered.value, pin).catch(() => null);
    entered.value = "";
    trial.value = right === null ? "impossible" : "wrong";
    if (right === false) kiosk.guard.wrong();
    if (right !== true) return;
    kiosk.guard.right();
    kiosk.sheet.value = "diagnostics";
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) type(event.key);
      else if (event.key === "Backspace") remove();
      else if (event.key === "Enter" && entered.peek() !== "") {
        // Whichever button has the focus: digits were typed, and this ends them.
        event.preventDefault();
        void enter();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const waiting = waitSeconds > 0;
  return (
    <Panel title={t("pin.title")} onClose={() => kiosk.sheet.value === "pin" && (kiosk.sheet.value = null)}>
      <div class="pin">
        <p id="pin-prompt">{t("pin.prompt")}</p>
        <p class="pin-dots" role="img" aria-label={t("pin.digits", { count: entered.value.length })}>
          {Array.from({ length: Math.max(4, entered.value.length) }, (_, index) => (
            <span key={index} data-filled={index < entered.value.length ? "" : undefined} />
          ))}
        </p>
        <p class="pin-answer" role="status">
          {trial.value === "checking" && t("pin.checking")}
          {trial.value === "wrong" && t("pin.wrong")} {waiting && t("pin.wait", { seconds: waitSeconds })}
          {trial.value === "impossible" && t("pin.impossible")}
        </p>
        <div class="pin-keys" role="group" aria-labelledby="pin-prompt">
          {digits.map((digit) => (
            <button key={digit} type="button" disabled={waiting} onClick={() => type(digit)}>
              {digit}
            </button>
          ))}
          <button type="button" aria-label={t("pin.delete")} onClick={remove}>
            <DeleteIcon />
          </button>
          <button type="button" disabled={waiting} onClick={() => type("0")}>
            0
          </button>
          <button type="button" class="pin-enter" disabled={waiting} onClick={() => void enter()}>
            {t("pin.enter")}
          </button>
        </div>
      </div>
    </Panel>
  );
};

/** Whole seconds until another PIN may be tried, counted down. */
const useWait = (): number => {
  const { kiosk } = useKiosk();
  const left = useSignal(0);
  useEffect(() => {
    const look = () => {
      left.value = Math.ceil(kiosk.guard.waitMs / 1000);
    };
    look();
    const timer = setInterval(look, 250);
    return () => clearInterval(timer);
  }, [kiosk, left]);
  return left.value;
};
