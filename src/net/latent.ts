/** A point between two others: `a` at 0, `b` at 1. */
export type Mix = (a: Float32Array, b: Float32Array, t: number) => Float32Array;

/** In a straight line. */
export const straight: Mix = (a, b, t) => a.map((value, i) => value + ((b[i] ?? value) - value) * t);

/**
 * Between latents that are uniform in [-1, 1], over latents that are, too. Half way in a straight line every number is
 * drawn towards 0, where hardly any latent lies that the net was trained on, and pictures fade. So each number is
 * taken to where it would be if it were normal; there the way is an arc (White 2016, "Sampling Generative Networks");
 * and it is brought back.
 */
export const arc: Mix = (a, b, t) => {
  const [from, to] = [a, b].map((point) => point.map((value) => quantile((value + 1) / 2)));
  if (!from || !to) return a;
  const angle = Math.acos(Math.min(Math.max(dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to)), -1), 1));
  if (Math.sin(angle) < 1e-4) return straight(a, b, t);
  const [f, g] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return from.map((value, i) => 2 * cumulative(f * value + g * (to[i] ?? 0)) - 1);
};

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** Standard normal distribution: Abramowitz and Stegun 1964, 26.2.17, to 1e-7. */
function cumulative(x: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = ((((1.330274429 * k - 1.821255978) * k + 1.781477937) * k - 0.356563782) * k + 0.31938153) * k;
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x < 0 ? tail : 1 - tail;
}

/** The number below which a standard normal one lies with probability `p`, within 5 deviations, by halving. */
function quantile(p: number): number {
  let [low, high] = [-5, 5];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (cumulative(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
