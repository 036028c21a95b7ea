import type { ComponentChildren } from "preact";
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useUi } from "../context";
import { useTranslate } from "../kit/language";
import { pictureRect, pointInPicture, visibleSpan, type Fit, type Rect } from "../geometry";
import { GestureReader } from "../gestures";
import { DishMarks } from "./dish-marks";
import { Divider } from "./divider";

/** Phones and tablets fill the screen with the picture; with a mouse there is room to show all of it. */
const fitQuery = "(orientation: portrait), (pointer: coarse) and (max-width: 1279px)";

/** The stage: the canvas where it belongs, and what lies on it; children lie on the picture, above all else. */
export const Picture = ({ children }: { readonly children?: ComponentChildren }) => {
  const { lens, canvasHost, settings, welcome } = useUi();
  const t = useTranslate();
  const stage = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  const fitOfScreen = useSignal<Fit>("cover");
  const rect = useComputed<Rect>(() => {
    const picture = lens.state.picture.value ?? { width: 4, height: 3 };
    return pictureRect(picture, size.value.width, size.value.height, settings.live.value.fit ?? fitOfScreen.value);
  });
  const span = useComputed(() => visibleSpan(rect.value, size.value.width));

  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    const query = matchMedia(fitQuery);
    const follow = () => {
      fitOfScreen.value = query.matches ? "cover" : "contain";
    };
    follow();
    query.addEventListener("change", follow);
    return () => {
      observer.disconnect();
      query.removeEventListener("change", follow);
    };
  }, [fitOfScreen, size]);

  useEffect(() => {
    frame.current?.prepend(canvasHost);
    canvasHost.role = "img";
  }, [canvasHost]);
  const label = t("stage.label");
  useEffect(() => {
    canvasHost.ariaLabel = label;
  }, [canvasHost, label]);

  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    return listen(element, (gesture) => {
      if (gesture.kind === "swipe") lens.actions.stepDomain(gesture.by);
      if (gesture.kind === "hold") lens.actions.setOriginal(gesture.held);
      if (gesture.kind !== "tap" || frame.current === null) return;
      const point = pointInPicture(frame.current.getBoundingClientRect(), gesture.x, gesture.y);
      if (point !== null) lens.actions.chooseDishAt(point);
    });
  }, [lens]);

  const { left, top, width, height } = rect.value;
  return (
    <div ref={stage} class="stage" inert={welcome.value} data-bars={top > 1 ? "" : undefined}>
      <div
        ref={frame}
        class="picture"
        style={{ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` }}
      >
        {!welcome.value && <DishMarks span={span.value} />}
        <Divider span={span.value} />
        {children}
      </div>
    </div>
  );
};

/** Feeds pointer events of the bare picture to a reader: buttons and the divider on it keep theirs. */
const listen = (element: HTMLElement, onGesture: ConstructorParameters<typeof GestureReader>[0]): (() => void) => {
  const reader = new GestureReader(onGesture);
  const ended = new AbortController();
  const { signal } = ended;
  const onDown = (event: PointerEvent) => {
    const onControl = event.target instanceof Element && event.target.closest("button, input") !== null;
    if (onControl || event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    reader.down(event);
  };
  element.addEventListener("pointerdown", onDown, { signal });
  element.addEventListener("pointermove", (event) => reader.move(event), { signal });
  element.addEventListener("pointerup", (event) => reader.up(event), { signal });
  element.addEventListener("pointercancel", (event) => reader.cancel(event), { signal });
  // A long press means "show the original" here.
  element.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  return () => ended.abort();
};
