/**
 * The next time of day `at` ("04:00", local) after `now`, and up to `jitterMinutes` later.
 * @param chance In [0, 1).
 */
export const nextRestart = (now: Date, at: string, jitterMinutes: number, chance: number): Date => {
  const [hours = 0, minutes = 0] = at.split(":").map(Number);
  const next = new Date(now);
  next.setHours(hours, minutes, 0, 0);
  // A day later by the calendar, not by 24 hours: clocks are changed twice a year.
  if (next <= now) next.setDate(next.getDate() + 1);
  return new Date(next.getTime() + Math.floor(chance * jitterMinutes * 60_000));
};
