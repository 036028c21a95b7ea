import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { errorText, translate } from "../../i18n";
import { pictureRect } from "../../ui/geometry";
import { PrivacyIcon } from "../../ui/kit/icons";
import { useLanguage, useTranslate } from "../../ui/kit/language";
import { isBrowserKey } from "../screen/lock";
import { useKiosk } from "./context";
import { TouchIcon } from "./icons";
import { QrCode } from "./qr-code";

/** Before a visit: the meal as one dish after another, and the invitation, in both languages. */
export const AttractScreen = () => {
  const { kiosk, phoneAddress } = useKiosk();
  const t = useTranslate();
  const { language } = useLanguage();
  const { phase } = kiosk.lens.state;
  const { attract, counters } = kiosk.profile.value;
  const address = phoneAddress();
  const begin = () => {
    // What is typed or touched while a sheet is open belongs to it.
    if (kiosk.sheet.peek() === null) kiosk.visits.begin();
  };
  useEffect(() => listenToKeys(begin));
  const waitingFor =
    phase.value.kind === "error" ? errorText(language.value, phase.value.fault.name).title : t("kiosk.loading");
  const line = counters ? "kiosk.privacyLineCounted" : "kiosk.privacyLine";
  return (
    // The button inside is what keyboards and screen readers use; a touch may land anywhere.
    <main class="attract on-picture" onClick={begin}>
      <AttractPicture />
      <div class="attract-over kiosk-drift">
        <p class="wordmark">{t("app.name")}</p>
        <div class="attract-foot">
          <div class="attract-call">
            <AttractDish />
            {attract.message !== undefined && (
              <p class="attract-message">
                <span lang="ja">{attract.message.ja}</span>
                <span lang="en">{attract.message.en}</span>
              </p>
            )}
            <button type="button" class="attract-begin">
              <TouchIcon />
              <span>
                <span lang="ja">{translate("ja", "kiosk.begin")}</span>
                <span lang="en">{translate("en", "kiosk.begin")}</span>
              </span>
            </button>
            {phase.value.kind !== "ready" && <p class="attract-loading">{waitingFor}</p>}
          </div>
          {address !== null && (
            <figure class="attract-phone">
              <QrCode address={address} />
              <figcaption>
                <span lang="ja">{translate("ja", "kiosk.scan")}</span>
                <span lang="en">{translate("en", "kiosk.scan")}</span>
              </figcaption>
            </figure>
          )}
        </div>
        <p class="attract-privacy">
          <button
            type="button"
            onClick={(event) => {
              event.stopPropagation();
              kiosk.sheet.value = "privacy";
            }}
          >
            <PrivacyIcon />
            <span>
              <span lang="ja">{translate("ja", line)}</span>
              <span lang="en">{translate("en", line)}</span>
            </span>
          </button>
        </p>
      </div>
    </main>
  );
};

/** The canvas over the screen's width, from its top, with the line between before and after. */
const AttractPicture = () => {
  const { kiosk, canvasHost } = useKiosk();
  const t = useTranslate();
  const { picture, divider } = kiosk.lens.state;
  const stage = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    frame.current?.prepend(canvasHost);
    canvasHost.role = "img";
    canvasHost.ariaLabel = t("kiosk.attractLabel");
    const observer = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvasHost, size]);
  const rect = useComputed(() =>
    pictureRect(picture.value ?? { width: 4, height: 3 }, size.value.width, size.value.height, "cover"),
  ).value;
  const line = divider.value;
  return (
    <div ref={stage} class="attract-stage">
      <div
        ref={frame}
        class="attract-picture"
        style={{
          left: `${rect.left}px`,
          top: `${Math.min(0, rect.top)}px`,
          width: `${rect.width}px`,
          height: `${rect.height}px`,
        }}
      >
        {line > 0 && line < 1 && <span class="attract-line" style={{ left: `${line * 100}%` }} />}
      </div>
    </div>
  );
};

/** The dish of the moment, in both languages. */
const AttractDish = () => {
  const { lens } = useKiosk().kiosk;
  const { phase, domains, currentDomain } = lens.state;
  const dish = domains.value.find(({ id }) => id === currentDomain.value);
  // A name over a meal that is not translated would be untrue.
  if (dish === undefined || phase.value.kind !== "ready") return null;
  return (
    <h1 class="attract-dish">
      <span lang="ja">{dish.ja}</span>
      <span lang="en">{dish.en}</span>
    </h1>
  );
};

/** Any key begins, but those of the browser, those that move the focus, and those that a button takes itself. */
const listenToKeys = (begin: () => void): (() => void) => {
  const onKey = (event: KeyboardEvent) => {
    const onControl = event.target instanceof Element && event.target.closest("button, dialog") !== null;
    if (onControl || isBrowserKey(event) || ["Tab", "Shift", "Escape"].includes(event.key)) return;
    begin();
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
};
