/** How a dish's outline lies on the table, seen from a camera, compared with its rim alone; metres. */
export interface Outline {
  /** Its centre of mass lies this much nearer to the camera than the rim's. */
  readonly shift: number;
  /** Radii of the ellipse with the same second moments: along the line to the camera, and across. */
  readonly along: number;
  readonly across: number;
}

const SLICES = 48;
/** The table of outlines of a rim of radius 1: offsets from 0, feet from `FIRST_FOOT`. */
const OFFSET_STEP = 0.05;
const OFFSETS = 61;
const FIRST_FOOT = 0.2;
const FOOT_STEP = 0.05;
const FEET = 9;

let table: readonly Outline[] | null = null;

/**
 * The outline of a dish is its rim's, and where its wall shows below the rim, that of rim and foot together: cast on the
 * table from the camera's place, the hull of two circles. Their second moments are what a segmented region gives.
 * Looked up, for an estimate asks thousands of times: to a thousandth of the rim where the offset is at most 3 rims and
 * the foot 0.2 to 0.6 of it, and as at the nearest of these elsewhere.
 *
 * @param rim radius of the rim's shadow on the table.
 * @param foot radius of the foot.
 * @param offset of the rim's shadow from the foot, away from the camera.
 */
export function outline(rim: number, foot: number, offset: number): Outline {
  table ??= Array.from({ length: OFFSETS * FEET }, (_, i) =>
    hullOfCircles(FIRST_FOOT + FOOT_STEP * Math.floor(i / OFFSETS), OFFSET_STEP * (i % OFFSETS)),
  );
  const column = Math.min(Math.max(offset / rim / OFFSET_STEP, 0), OFFSETS - 1);
  const row = Math.min(Math.max((foot / rim - FIRST_FOOT) / FOOT_STEP, 0), FEET - 1);
  const left = Math.min(Math.floor(column), OFFSETS - 2);
  const top = Math.min(Math.floor(row), FEET - 2);
  const a = table[top * OFFSETS + left];
  const b = table[top * OFFSETS + left + 1];
  const c = table[(top + 1) * OFFSETS + left];
  const d = table[(top + 1) * OFFSETS + left + 1];
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    return { shift: 0, along: rim, across: rim };
  }
  const right = column - left;
  const down = row - top;
  const wa = rim * (1 - right) * (1 - down);
  const wb = rim * right * (1 - down);
  const wc = rim * (1 - right) * down;
  const wd = rim * right * down;
  return {
    shift: wa * a.shift + wb * b.shift + wc * c.shift + wd * d.shift,
    along: wa * a.along + wb * b.along + wc * c.along + wd * d.along,
    across: wa * a.across + wb * b.across + wc * c.across + wd * d.across,
  };
}

/** Moments of the hull of a circle of radius 1 and one of radius `foot` at `offset` from it. */
function hullOfCircles(foot: number, offset: number): Outline {
  if (offset <= 1 - foot) return { shift: 0, along: 1, across: 1 };
  // The two lines that touch both circles leave the rim at t1 and reach the foot at t2; t counts towards the camera.
  const sine = (1 - foot) / offset;
  const cosine = Math.sqrt(1 - sine * sine);
  const t2 = offset + foot * sine;
  const step = (offset + foot + 1) / SLICES;
  let area = 0;
  let first = 0;
  let second = 0;
  let across = 0;
  for (let k = 0; k < SLICES; k++) {
    const t = -1 + (k + 0.5) * step;
    let half: number;
    if (t <= sine) half = Math.sqrt(Math.max(0, 1 - t * t));
    else if (t >= t2) half = Math.sqrt(Math.max(0, foot * foot - (t - offset) ** 2));
    else half = cosine * (1 + ((foot - 1) * (t - sine)) / (t2 - sine));
    area += half;
    first += half * t;
    second += half * t * t;
    across += half ** 3 / 3;
  }
  const shift = first / area;
  // A filled ellipse has variance r^2 / 4 along each axis.
  return { shift, along: 2 * Math.sqrt(second / area - shift * shift), across: 2 * Math.sqrt(across / area) };
}
