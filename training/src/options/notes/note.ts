/** What the option table says about an option beyond its type and default. */
export interface OptionNote {
  readonly does: string;
  /** Of its number. */
  readonly unit?: string;
  /** The paper that the option, or its default, comes from. */
  readonly paper?: string;
}

/** Notes by the dotted path of the option. */
export type OptionNotes = Readonly<Record<string, OptionNote>>;
