/** Where an arrow key leads in a grid of `count` cells, `columns` a row; null for other keys, and at an end. */
export const arrowTarget = (key: string, at: number, columns: number, count: number): number | null => {
  const by = new Map([
    ["ArrowRight", 1],
    ["ArrowLeft", -1],
    ["ArrowDown", columns],
    ["ArrowUp", -columns],
  ]).get(key);
  if (by === undefined) return null;
  const target = at + by;
  return target >= 0 && target < count ? target : null;
};
