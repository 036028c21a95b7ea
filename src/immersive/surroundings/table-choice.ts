import { invertRigid, type Matrix, positionOf, transformPoint, type Vector } from "../../space";
import type { SurfaceSource } from "../types";
import { type Surface, tablePose } from "./level";

/** A surface that could be the table: seen steadily, and a dish can stand on it. */
export interface Candidate {
  readonly surface: Surface;
  readonly source: SurfaceSource;
  /** Seen beside a dish, so that it is not the dish itself. */
  readonly around: boolean;
}

/** The table as it was chosen; `pose` may be refined as long as `settled` is false. */
export interface ChosenTable {
  readonly id: number;
  readonly pose: Matrix;
  readonly source: SurfaceSource;
  readonly settled: boolean;
}

/** Time in which a table that was just found may still be refined: dishes are first shown after that, ms. */
const SETTLING_MS = 600;
/** Corrections up to this are averaged in while it settles, metres: nobody can see them, and nothing has been drawn yet. */
const REFINED = 0.003;
/** Dishes that stand this far above or below the table stand on another one, metres. */
const ELSEWHERE = 0.04;
/** The same for a table that was only hit inside a dish, once it is seen beside one; and for one by a dish's usual size. */
const ELSEWHERE_INSIDE = 0.01;
const ELSEWHERE_BY_SIZE = 0.1;
/** For so long, ms. */
const ELSEWHERE_MS = 500;
/** Settling candidates are averaged as if there were at most so many of them. */
const MOST_AVERAGED = 20;

const RANK: Readonly<Record<SurfaceSource, number>> = { "hit-test": 2, depth: 2, "dish-size": 1 };

interface Locked {
  table: ChosenTable;
  around: boolean;
  readonly since: number;
  averaged: number;
  /** Since when candidates lie elsewhere. */
  elsewhereSince: number | null;
}

/**
 * Which surface is the table. Table space of one id never moves relative to the room: poses of frames that were taken a moment
 * ago are in it, and a patch drawn from one of them would jump with it. Only in its first moments, before anything is
 * shown, is it refined by what cannot be seen; whatever is further off becomes another table, with another id.
 */
export class TableChoice {
  #locked: Locked | null = null;
  #count = 0;

  /** Null while none is known. */
  get table(): ChosenTable | null {
    return this.#locked?.table ?? null;
  }

  /** Nothing is known any more; ids go on counting. */
  forget(): void {
    this.#locked = null;
  }

  /** Time passes, with or without candidates. */
  settle(now: number): void {
    const locked = this.#locked;
    if (locked === null || locked.table.settled || now - locked.since < SETTLING_MS) return;
    locked.table = { ...locked.table, settled: true };
  }

  /** @param pose Where the known table lies now: an anchor may have moved it. */
  consider(candidate: Candidate, pose: Matrix | null, now: number): void {
    const locked = this.#locked;
    if (locked === null || pose === null) return this.#lock(candidate, now);
    const better = RANK[candidate.source] - RANK[locked.table.source];
    if (better < 0) return;
    const off = distanceFrom(pose, candidate.surface.point);
    if (Math.abs(off) <= REFINED) {
      locked.elsewhereSince = null;
      return this.#refine(locked, candidate, off);
    }
    // What a ray hits inside a dish is the dish, more often than another table.
    const trusted = candidate.around || candidate.source === "dish-size";
    if (better === 0 && (!trusted || Math.abs(off) <= limitOf(locked, candidate))) {
      locked.elsewhereSince = null;
      return;
    }
    locked.elsewhereSince ??= now;
    if (now - locked.elsewhereSince >= ELSEWHERE_MS) this.#lock(candidate, now);
  }

  #lock({ surface, source, around }: Candidate, now: number): void {
    this.#count += 1;
    const table = { id: this.#count, pose: tablePose(surface), source, settled: false };
    this.#locked = { table, around, since: now, averaged: 1, elsewhereSince: null };
  }

  #refine(locked: Locked, { source, around }: Candidate, off: number): void {
    locked.around ||= around;
    if (source !== locked.table.source) locked.table = { ...locked.table, source };
    if (locked.table.settled || source === "dish-size") return;
    locked.averaged = Math.min(MOST_AVERAGED, locked.averaged + 1);
    locked.table = { ...locked.table, pose: raised(locked.table.pose, off / locked.averaged) };
  }
}

/** How far a point lies above the table. */
export function distanceFrom(pose: Matrix, point: Vector): number {
  return transformPoint(invertRigid(pose), point).y;
}

function limitOf(locked: Locked, { source }: Candidate): number {
  if (source === "dish-size") return ELSEWHERE_BY_SIZE;
  return locked.around ? ELSEWHERE : ELSEWHERE_INSIDE;
}

/** Moved along its own normal. */
function raised(pose: Matrix, by: number): Matrix {
  const { x, y, z } = positionOf(pose);
  const moved = pose.slice();
  moved[12] = x + by * (pose[4] ?? 0);
  moved[13] = y + by * (pose[5] ?? 0);
  moved[14] = z + by * (pose[6] ?? 0);
  return moved;
}
