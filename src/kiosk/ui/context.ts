import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Kiosk } from "../kiosk";

/** What every component of the kiosk needs. */
export interface KioskContext {
  readonly kiosk: Kiosk;
  /** Holds the compositor's canvas. */
  readonly canvasHost: HTMLElement;
  /** Where visitors go on with their phones; null where a phone could not open it. */
  readonly phoneAddress: () => string | null;
}

const Context = createContext<KioskContext | null>(null);
export const KioskProvider = Context.Provider;

/** The context; only components below `KioskProvider` have one. */
export const useKiosk = (): KioskContext => {
  const context = useContext(Context);
  if (context === null) throw new Error("This component is used outside of KioskProvider; render it below KioskApp.");
  return context;
};
