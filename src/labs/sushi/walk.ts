/** Which two pieces of the wall one walks between, and which end the next tap sets. */
export interface Walk {
  readonly from: number;
  readonly to: number;
  readonly end: "from" | "to";
}

/** Takes a piece for the end that is marked, and marks the other. */
export function pick({ from, to, end }: Walk, piece: number): Walk {
  return end === "from" ? { from: piece, to, end: "to" } : { from, to: piece, end: "from" };
}

/** The way goes on from where it ended, to another piece. @param random in [0, 1) */
export function goOn({ to, end }: Walk, pieces: number, random: number): Walk {
  // Any piece but the one it stands at.
  const next = (to + 1 + Math.floor(random * (pieces - 1))) % pieces;
  return { from: to, to: next, end };
}

/** Where a piece beside another one lies, for the arrow keys; the same piece at the wall's edge, null for other keys. */
export function neighbour(piece: number, key: string, side: number): number | null {
  const [row, column] = [Math.floor(piece / side), piece % side];
  switch (key) {
    case "ArrowLeft":
      return column === 0 ? piece : piece - 1;
    case "ArrowRight":
      return column === side - 1 ? piece : piece + 1;
    case "ArrowUp":
      return row === 0 ? piece : piece - side;
    case "ArrowDown":
      return row === side - 1 ? piece : piece + side;
    case "Home":
      return row * side;
    case "End":
      return row * side + side - 1;
    default:
      return null;
  }
}
