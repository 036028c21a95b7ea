/** Chance of at least so many heads of so many tosses of a fair coin. */
export function chanceOfHeads(heads: number, tosses: number): number {
  // From the last term on, in logarithms: 2 to the minus tosses is too small for a number.
  let logTerm = -tosses * Math.LN2;
  let sum = 0;
  for (let k = tosses; k >= heads; k--) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(k) - Math.log(tosses - k + 1);
  }
  return Math.min(1, sum);
}
