import type { Matrix } from "../../space";
import type { RoomDepth, RoomLight, Sightings, Surroundings, Table, XrMoment } from "../types";
import { AnchorKeeper } from "./anchor-keeper";
import { readDepth } from "./depth/room-depth";
import { LightReader } from "./light-reader";
import { TableChoice } from "./table-choice";
import { TableSearch } from "./table-search";

/** What a session says of the room. Each of its features may be missing, or fail at any time: then the next one takes over. */
export function createSurroundings({ session }: { readonly session: XRSession }): Surroundings {
  return new RoomSurroundings(session);
}

class RoomSurroundings implements Surroundings {
  readonly #search: TableSearch;
  readonly #choice = new TableChoice();
  readonly #anchors = new AnchorKeeper();
  readonly #light: LightReader;
  #table: Table | null = null;
  #depth: RoomDepth | null = null;
  #now = 0;

  constructor(session: XRSession) {
    this.#search = new TableSearch(session);
    this.#light = new LightReader(session);
  }

  get table(): Table | null {
    return this.#table;
  }

  get light(): RoomLight | null {
    return this.#light.light;
  }

  get depth(): RoomDepth | null {
    return this.#depth;
  }

  update(moment: XrMoment): void {
    this.#now = moment.now;
    this.#followAnchor(moment);
    this.#depth = readDepth(moment, this.#table);
    const candidate = this.#search.find(moment, this.#depth, this.#table);
    if (candidate !== null) this.#choice.consider(candidate, this.#table?.pose ?? null, moment.now);
    this.#choice.settle(moment.now);
    if (this.#adopt()) this.#depth = readDepth(moment, this.#table);
    this.#holdTable(moment);
    this.#light.update(moment, this.#table);
  }

  sighted(sightings: Sightings): void {
    this.#search.see(sightings, this.#table, this.#now);
  }

  reset(): void {
    this.#choice.forget();
    this.#search.forget();
    this.#anchors.release();
    this.#table = null;
    this.#depth = null;
  }

  dispose(): void {
    this.reset();
    this.#search.dispose();
    this.#light.dispose();
  }

  #followAnchor(moment: XrMoment): void {
    if (this.#table === null) return;
    const pose = this.#anchors.follow(moment);
    const anchored = this.#anchors.holds;
    if (pose !== null || anchored !== this.#table.anchored) {
      this.#table = { ...this.#table, pose: pose ?? this.#table.pose, anchored };
    }
  }

  /** Takes over what was chosen. @returns Whether table space is another one now. */
  #adopt(): boolean {
    const chosen = this.#choice.table;
    if (chosen === null) return false;
    const { id, source } = chosen;
    const isNew = this.#table?.id !== id;
    if (isNew) this.#anchors.release();
    // Once it has settled the anchor says where it is.
    const pose: Matrix = isNew || !chosen.settled ? chosen.pose : (this.#table?.pose ?? chosen.pose);
    if (isNew || pose !== this.#table?.pose || source !== this.#table.source) {
      this.#table = { id, pose, source, anchored: this.#anchors.holds };
    }
    return isNew;
  }

  /** A table that may still be refined is not anchored: the anchor would keep what is wrong with it. */
  #holdTable(moment: XrMoment): void {
    if (this.#table !== null && this.#choice.table?.settled === true) this.#anchors.hold(this.#table.pose, moment);
  }
}
