/** Where a subject's pictures come from, and how many of them are taken. */
export interface SubjectOptions {
  /** Root of the pictures. */
  readonly data: string;
  /** Where decoded pictures are kept. */
  readonly cache: string;
  /** Pictures of each dish to translate; without, so many that there are about `inAll` of all dishes together. */
  readonly sources?: number | undefined;
  readonly inAll: number;
  /** Most real pictures of each dish to compare with. */
  readonly pictures: number;
  readonly seed: number;
  /** Told what cannot be read and is left out. */
  readonly log: (line: string) => void;
}
