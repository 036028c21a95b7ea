import { writeFileSync } from "node:fs";
import { CONDITIONS, experiment, type ConditionName } from "./conditions";
import { DISHES } from "./dishes";
import { PATHS, type PathName } from "./head-path";
import { simulate } from "./simulation";
import { summarise, type Summary } from "./summary";

/** `npx tsx test/bench/registration/main.ts [FILE.json]`: the tables of docs/immersive.md, and the same as JSON. */
interface Row {
  readonly condition: ConditionName;
  readonly path: PathName;
  readonly dish: string;
  readonly projective: Summary;
  readonly overlay: Summary;
  /** Points that the stage draws nowhere, percent. */
  readonly missing: number;
}

const SECONDS = 20;

const figure = ({ median, p95 }: Summary): string => `${median.toFixed(2)} / ${p95.toFixed(2)}`;
const isCondition = (name: string): name is ConditionName => name in CONDITIONS;

const rows: Row[] = [];
for (const condition of Object.keys(CONDITIONS).filter(isCondition)) {
  console.log(`\n${condition}\n\n| path | dish | projective | overlay | not drawn |\n|---|---|---|---|---|`);
  for (const path of PATHS) {
    for (const dish of DISHES) {
      const { projective, overlay, missing } = simulate(experiment(path, dish, condition, SECONDS));
      const row: Row = {
        condition,
        path,
        dish: dish.name,
        projective: summarise(projective),
        overlay: summarise(overlay),
        missing: (100 * missing) / (missing + projective.length),
      };
      rows.push(row);
      console.log(
        `| ${path} | ${dish.name} | ${figure(row.projective)} | ${figure(row.overlay)} | ${row.missing.toFixed(1)} |`,
      );
    }
  }
}
const [, , file] = process.argv;
if (file !== undefined) writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
