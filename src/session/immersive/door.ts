import type { ImmersiveSupport } from "../../immersive/session/types";
import type { ImmersiveVisit, VisitEvents, VisitOptions } from "../../immersive/session/visit-contract";

/** Begins a visit at once: nothing is awaited before it. */
export type BeginVisit = (options: VisitOptions, events: VisitEvents) => ImmersiveVisit;

/** The way into an immersive session: the browser's in the app, one in memory in tests. */
export interface ImmersiveDoor {
  /** Calls back when it is known whether there can be a session, and when that changes; returns what ends that. */
  watchSupport(onChange: (support: ImmersiveSupport) => void): () => void;
  /** Loads what beginning a visit takes. */
  prepare(): Promise<BeginVisit>;
}
