import type { Matrix4 } from "three";
import type { XrMoment } from "../../types";
import { TrackedPointer } from "./tracked-pointer";

export interface PointerEvents {
  onPress(pointer: TrackedPointer): void;
  /** The press was meant; `onRelease` follows. */
  onSelect(pointer: TrackedPointer): void;
  onRelease(pointer: TrackedPointer): void;
  onSqueeze(pointer: TrackedPointer, held: boolean): void;
}

/** Where table space lies, and which it is. */
export interface TableFrame {
  /** Table space from reference space. */
  readonly matrix: Matrix4;
  readonly id: number;
}

/** Turns the input sources of a session, and the head where there are none, into pointers in table space. */
export class Pointers {
  /** All that point now; the head is the last. */
  readonly list: TrackedPointer[] = [];
  /** The head's own, which points where nothing else does. */
  readonly head = new TrackedPointer(0, "gaze", true);
  readonly #events: PointerEvents;
  readonly #sources = new Map<XRInputSource, TrackedPointer>();
  readonly #listeners = new AbortController();
  #table: TableFrame | null = null;
  #space: XRReferenceSpace | null = null;
  #now = 0;
  #nextId = 1;
  #hasPressed = false;
  /** The session tells presses itself; pinches are then not looked for. */
  #tellsPresses = false;

  constructor(session: XRSession, events: PointerEvents) {
    this.#events = events;
    const { signal } = this.#listeners;
    session.addEventListener("selectstart", (event) => this.#press(event), { signal });
    session.addEventListener("select", (event) => this.#select(event), { signal });
    session.addEventListener("selectend", (event) => this.#release(event), { signal });
    session.addEventListener("squeezestart", (event) => this.#squeeze(event, true), { signal });
    session.addEventListener("squeezeend", (event) => this.#squeeze(event, false), { signal });
    session.addEventListener("inputsourceschange", (event) => event.removed.forEach((gone) => this.#drop(gone)), {
      signal,
    });
  }

  /** Whether looking must do: nothing points, and nobody has pressed anything in this session. */
  get lookingAlone(): boolean {
    return this.head.seen && !this.#hasPressed;
  }

  update({ session, frame, space, viewer, now }: XrMoment, table: TableFrame): void {
    this.#table = table;
    this.#space = space;
    this.#now = now;
    this.list.length = 0;
    let others = 0;
    for (const source of session.inputSources) {
      const pointer = this.#of(source);
      this.#place(pointer, source, frame);
      if (!pointer.seen) continue;
      this.list.push(pointer);
      if (pointer.points) others += 1;
    }
    // In the hand a screen is looked at all the time: there only what is tapped is meant.
    this.head.seen = others === 0 && session.interactionMode !== "screen-space";
    if (!this.head.seen) return;
    this.head.place(viewer.transform.matrix, table.matrix, table.id, now);
    this.list.push(this.head);
  }

  /** Where there is no table nothing can be pointed at. */
  rest(): void {
    this.#table = null;
    this.list.length = 0;
    this.head.seen = false;
  }

  dispose(): void {
    this.#listeners.abort();
    this.#sources.clear();
    this.list.length = 0;
  }

  #of(source: XRInputSource): TrackedPointer {
    const known = this.#sources.get(source);
    if (known !== undefined) return known;
    const pointer = new TrackedPointer(this.#nextId++, kindOf(source), pointsAllTheTime(source));
    this.#sources.set(source, pointer);
    return pointer;
  }

  #place(pointer: TrackedPointer, source: XRInputSource, frame: XRFrame): void {
    pointer.seen = false;
    pointer.hasTip = false;
    if (this.#table === null || this.#space === null) return;
    const { matrix, id } = this.#table;
    const pose = frame.getPose(source.targetRaySpace, this.#space);
    if (pose) pointer.place(pose.transform.matrix, matrix, id, this.#now);
    const index = this.#joint(source, "index-finger-tip", frame);
    if (!index) return;
    pointer.hasTip = true;
    pointer.tip.copy(index).applyMatrix4(matrix);
    // A hand that can press says so in its profile.
    if (this.#tellsPresses || source.profiles.some((profile) => profile.endsWith("-select"))) return;
    const thumb = this.#joint(source, "thumb-tip", frame);
    if (thumb) this.#pinch(pointer, pointer.pinch.update(thumb, index));
  }

  #joint(source: XRInputSource, name: XRHandJoint, frame: XRFrame): DOMPointReadOnly | undefined {
    const joint = source.hand?.get(name);
    if (joint === undefined || this.#space === null) return undefined;
    return frame.getJointPose?.(joint, this.#space)?.transform.position;
  }

  #pinch(pointer: TrackedPointer, change: ReturnType<TrackedPointer["pinch"]["update"]>): void {
    if (change === "start") this.#begin(pointer);
    if (change !== "end") return;
    this.#events.onSelect(pointer);
    this.#finish(pointer);
  }

  #press({ inputSource, frame }: XRInputSourceEvent): void {
    this.#tellsPresses = true;
    const pointer = this.#of(inputSource);
    // One that points all the time is where it was before the hand closed; another has its ray only now.
    if (!pointer.points || !pointer.seen) this.#place(pointer, inputSource, frame);
    this.#begin(pointer);
  }

  #begin(pointer: TrackedPointer): void {
    this.#hasPressed = true;
    pointer.pressed = true;
    pointer.pressedAt = this.#now;
    this.#events.onPress(pointer);
  }

  #finish(pointer: TrackedPointer): void {
    pointer.pressed = false;
    this.#events.onRelease(pointer);
  }

  #select({ inputSource }: XRInputSourceEvent): void {
    const pointer = this.#sources.get(inputSource);
    if (pointer?.pressed === true) this.#events.onSelect(pointer);
  }

  #release({ inputSource }: XRInputSourceEvent): void {
    const pointer = this.#sources.get(inputSource);
    if (pointer !== undefined) this.#finish(pointer);
  }

  #squeeze({ inputSource }: XRInputSourceEvent, held: boolean): void {
    this.#events.onSqueeze(this.#of(inputSource), held);
  }

  /** An input source that is gone holds nothing any more. */
  #drop(source: XRInputSource): void {
    const pointer = this.#sources.get(source);
    if (pointer === undefined) return;
    this.#sources.delete(source);
    this.#finish(pointer);
  }
}

function kindOf(source: XRInputSource): TrackedPointer["kind"] {
  if (source.hand) return "hand";
  if (source.targetRayMode === "screen") return "screen";
  return source.targetRayMode === "tracked-pointer" ? "ray" : "gaze";
}

/** A finger on a screen and a glance that goes with a pinch are there only while they press. */
function pointsAllTheTime(source: XRInputSource): boolean {
  return source.targetRayMode === "tracked-pointer" || source.targetRayMode === "gaze";
}
