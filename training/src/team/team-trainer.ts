import * as tf from "@tensorflow/tfjs-core";

import type { Trainer } from "../run/loop";
import type { SharedTeam } from "./shared-team";
import type { Team } from "./team";

/** The first worker's trainer: a step of it is a step of all, and its losses are those of the whole batch. */
export function leadingTrainer(trainer: Trainer, team: SharedTeam): Trainer {
  return {
    ...trainer,
    step(step) {
      team.order(step);
      return averageLosses(team, trainer.step(step));
    },
  };
}

/** What every other worker does until the first one sends it home. */
export function follow(trainer: Trainer, team: SharedTeam): void {
  for (let step = team.nextStep(); step !== null; step = team.nextStep()) {
    tf.dispose(averageLosses(team, trainer.step(step)));
  }
}

function averageLosses(team: Team, losses: Readonly<Record<string, tf.Scalar>>): Readonly<Record<string, tf.Scalar>> {
  const names = Object.keys(losses);
  const values = Float32Array.from(Object.values(losses), (loss) => loss.dataSync()[0] ?? Number.NaN);
  tf.dispose(losses);
  team.sum(values);
  return Object.fromEntries(names.map((name, i) => [name, tf.scalar((values[i] ?? Number.NaN) / team.count)]));
}
