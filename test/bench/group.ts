import { graphCost } from "../../src/net/cost";
import type { Arm, ArmPlan } from "./arms/arm";
import type { Effort } from "./effort";
import { countCommands } from "./gpu/commands";
import { type AdapterLimits, measureLimits } from "./gpu/limits";
import { framesPerSample, warmUp } from "./measure/frames";
import { type Contender, interleave } from "./measure/interleave";
import { estimate, median, pairedRatio } from "./measure/statistics";
import { checkAnswers, wrongAnswer } from "./report/answers";
import type { AnswerReport, ArmReport, ArmTiming, GroupReport, LayerTable } from "./report/types";
import { networkOf, type Picture, type Task } from "./task";

/** Arms on one device, to be compared. */
export interface GroupPlan {
  readonly kind: GroupReport["kind"];
  readonly device: string;
  readonly software: boolean;
  readonly arms: readonly ArmPlan[];
  /** Where there is a GPU to be measured. */
  readonly gpu: { readonly device: GPUDevice; readonly languageFeatures: ReadonlySet<string> } | null;
}

export interface GroupWork {
  readonly task: Task;
  readonly pictures: readonly Picture[];
  /** The reference's answers, in the pictures' order. */
  readonly expected: readonly Float32Array[];
  readonly effort: Effort;
  readonly onProgress: (what: string) => void;
}

/** An arm whose answers are right. */
interface Runner {
  readonly plan: ArmPlan;
  readonly arm: Arm;
  readonly warmUpFrames: number;
  readonly framesPerSample: number;
  readonly commands: ArmTiming["commands"];
  /** Script of a frame in each sample, ms. */
  readonly script: number[];
}

const AGAIN = "/again";

/** Checks every arm's answers, then times those that are right, interleaved. */
export async function runGroup(plan: GroupPlan, work: GroupWork): Promise<GroupReport> {
  const opened: Arm[] = [];
  const answers = new Map<string, readonly AnswerReport[]>();
  const problems = new Map<string, NonNullable<ArmReport["problem"]>>();
  const runners: Runner[] = [];
  try {
    for (const armPlan of plan.arms) {
      work.onProgress(`${armPlan.label}: checking its answers`);
      try {
        const arm = await armPlan.create();
        opened.push(arm);
        await arm.open(work.task);
        const checked = await checkAnswers(arm, work.pictures, work.expected);
        answers.set(armPlan.id, checked);
        const reason = wrongAnswer(checked, armPlan.least);
        if (reason === null) runners.push(await prepare(armPlan, arm, plan, work));
        else problems.set(armPlan.id, { kind: "wrong", reason });
      } catch (error) {
        problems.set(armPlan.id, { kind: "missing", reason: error instanceof Error ? error.message : String(error) });
      }
    }
    const samples = await timeTogether(runners, work);
    const base = fastestOfOurs(runners, samples);
    const baseSamples = base === null ? null : (samples.get(base.plan.id) ?? []);
    const reportOf = (armPlan: ArmPlan): ArmReport => {
      const runner = runners.find(({ plan: { id } }) => id === armPlan.id);
      const { id, label, remark, ours } = armPlan;
      return {
        id,
        label,
        remark,
        ours,
        answers: answers.get(id) ?? [],
        problem: problems.get(id) ?? null,
        timing: runner === undefined ? null : timingOf(runner, samples.get(id) ?? [], baseSamples),
      };
    };
    return {
      kind: plan.kind,
      device: plan.device,
      software: plan.software,
      size: work.task.size,
      macs: graphCost(networkOf(work.task).graph).macs,
      rounds: baseSamples?.length ?? [...samples.values()][0]?.length ?? 0,
      arms: plan.arms.map(reportOf),
      base:
        base === null || baseSamples === null
          ? null
          : { id: base.plan.id, noise: pairedRatio(samples.get(base.plan.id + AGAIN) ?? [], baseSamples) },
      limits: await limitsOf(plan, work),
      layers: await layersOf(base, work),
    };
  } finally {
    for (const arm of opened) await arm.close();
  }
}

async function prepare(armPlan: ArmPlan, arm: Arm, { gpu }: GroupPlan, work: GroupWork): Promise<Runner> {
  work.onProgress(`${armPlan.label}: warming up`);
  const warm = await warmUp((frames) => arm.time(frames), work.effort.warmUp);
  return {
    plan: armPlan,
    arm,
    warmUpFrames: warm.frames,
    framesPerSample: framesPerSample(warm.frame),
    commands: gpu === null ? null : await countCommands(() => arm.time(1)),
    script: [],
  };
}

/** By its times in the rounds: a machine may have been busier while one arm warmed up than while another did. */
function fastestOfOurs(runners: readonly Runner[], samples: ReadonlyMap<string, readonly number[]>): Runner | null {
  const time = ({ plan }: Runner): number => median(samples.get(plan.id) ?? []);
  const [fastest] = runners.filter(({ plan }) => plan.ours).toSorted((a, b) => time(a) - time(b));
  return fastest ?? null;
}

/** Ours take part twice: what one differs from itself is the noise of this machine. */
async function timeTogether(
  runners: readonly Runner[],
  { effort, onProgress }: GroupWork,
): Promise<Map<string, number[]>> {
  const contender = (runner: Runner, id: string): Contender => ({
    id,
    async sample() {
      const { total, script } = await runner.arm.time(runner.framesPerSample);
      runner.script.push(script / runner.framesPerSample);
      return total / runner.framesPerSample;
    },
  });
  const once = runners.map((runner) => contender(runner, runner.plan.id));
  const again = runners.filter(({ plan }) => plan.ours).map((runner) => contender(runner, runner.plan.id + AGAIN));
  return interleave([...once, ...again], {
    ...effort.rounds,
    now: () => performance.now(),
    onRound: (done) => onProgress(`round ${done} of up to ${effort.rounds.most}`),
  });
}

function timingOf(runner: Runner, samples: readonly number[], base: readonly number[] | null): ArmTiming {
  return {
    frame: estimate(samples),
    script: median(runner.script),
    ratio: base === null ? null : pairedRatio(samples, base),
    warmUpFrames: runner.warmUpFrames,
    framesPerSample: runner.framesPerSample,
    commands: runner.commands,
  };
}

async function limitsOf({ gpu }: GroupPlan, { effort, onProgress }: GroupWork): Promise<AdapterLimits | null> {
  if (gpu === null) return null;
  onProgress("measuring the adapter's limits");
  return measureLimits(gpu.device, gpu.languageFeatures, effort.copyBytes);
}

async function layersOf(base: Runner | null, { onProgress }: GroupWork): Promise<LayerTable | null> {
  if (base?.arm.layers === undefined) return null;
  onProgress(`${base.plan.label}: timing its layers`);
  return { arm: base.plan.id, layers: await base.arm.layers() };
}
