import { nearestSize } from "../../src/net/image-to-image";
import type { Gpu } from "../../src/translator";
import { DeviceLostError } from "../../src/translator/errors";
import { type Arm, type ArmPlan, FULL_PRECISION, gpuArmIds, type ReferenceArm, wasmArmIds } from "./arms/arm";
import type { Effort } from "./effort";
import { type GroupPlan, runGroup } from "./group";
import { gpuArms } from "./plans";
import type { BenchReport, GroupReport } from "./report/types";
import { type BenchModel, type Picture, randomPicture, type Task } from "./task";

/** What differs between Node and the page. */
export interface BenchPlace {
  /** Runtime and processor, for people. */
  readonly machine: string;
  /** Threads of both wasm arms. */
  readonly threads: number;
  readonly languageFeatures: ReadonlySet<string>;
  loadModel(id: string | undefined): Promise<BenchModel>;
  photos(size: number): Promise<readonly Picture[]>;
  /** Opens a device on each adapter, one at a time: the next is asked for when the last is done with. */
  gpus(): AsyncIterable<Gpu>;
  createFallback(): Promise<ReferenceArm>;
  createOrtWasm(): Promise<Arm>;
}

export interface BenchOptions {
  readonly command: string;
  /** Id of the catalogue; without, its default. */
  readonly model?: string | undefined;
  /** Side of the picture, pixels; without, one that suits the device. */
  readonly size?: number | undefined;
  /** Ids of arms; without, all. */
  readonly arms?: readonly string[] | undefined;
  readonly effort: Effort;
  readonly onProgress: (what: string) => void;
}

/** Sides of the picture, pixels: as the peers' published figures; as the fallback runs it; and what software can do in time. */
const SIZES = { gpu: 256, wasm: 128, software: 64 } as const;

/** @throws {RangeError} if an arm that is asked for does not exist; the model's errors. */
export async function runBench(place: BenchPlace, options: BenchOptions): Promise<BenchReport> {
  const armIds: readonly string[] = [...gpuArmIds, ...wasmArmIds];
  const unknown = options.arms?.filter((arm) => !armIds.includes(arm)) ?? [];
  if (unknown.length > 0)
    throw new RangeError(`There is no arm ${unknown.join(", ")}. There are: ${armIds.join(", ")}.`);
  const { id, model, activations } = await place.loadModel(options.model);
  const chosen = ({ id: arm }: ArmPlan): boolean => options.arms?.includes(arm) ?? true;
  const groups: GroupReport[] = [];

  const run = async (plan: GroupPlan, usual: number): Promise<void> => {
    const arms = plan.arms.filter(chosen);
    if (arms.length === 0) return;
    const task = { model, activations, size: options.size ?? nearestSize(model, usual) };
    const onProgress = (what: string): void => options.onProgress(`${plan.device}: ${what}`);
    onProgress(`computing the reference at ${task.size} pixels`);
    const pictures = [randomPicture(task.size), ...(await place.photos(task.size))];
    const expected = await referenceAnswers(place, task, pictures);
    groups.push(await runGroup({ ...plan, arms }, { task, pictures, expected, effort: options.effort, onProgress }));
  };

  for await (const gpu of wantsGpu(options) ? place.gpus() : []) {
    const plan = gpuGroup(gpu, place.languageFeatures);
    await unlessLost(gpu.device, run(plan, gpu.software ? SIZES.software : SIZES.gpu));
  }
  await run(wasmGroup(place), SIZES.wasm);

  return {
    format: "mealshift-bench",
    version: 1,
    date: new Date().toISOString(),
    command: options.command,
    machine: place.machine,
    model: { id, family: model.family },
    groups,
  };
}

/** Whether an arm that needs a GPU is asked for. */
export function wantsGpu({ arms }: Pick<BenchOptions, "arms">): boolean {
  return arms === undefined || gpuArmIds.some((id) => arms.includes(id));
}

async function referenceAnswers(
  place: BenchPlace,
  task: Task,
  pictures: readonly Picture[],
): Promise<readonly Float32Array[]> {
  const arm = await place.createFallback();
  try {
    await arm.open(task);
    const answers: Float32Array[] = [];
    for (const { pixels } of pictures) answers.push(await arm.reference(pixels));
    return answers;
  } finally {
    await arm.close();
  }
}

/** What waits for a lost device may wait for ever. */
function unlessLost<T>(device: GPUDevice, work: Promise<T>): Promise<T> {
  const lost = device.lost.then(({ message }): never => {
    throw new DeviceLostError(`The GPU device was lost: ${message || "no reason given"}. Try a smaller size.`);
  });
  return Promise.race([work, lost]);
}

function gpuGroup(gpu: Gpu, languageFeatures: ReadonlySet<string>): GroupPlan {
  return {
    kind: "webgpu",
    device: adapterName(gpu.adapterInfo),
    software: gpu.software,
    arms: gpuArms(gpu, languageFeatures),
    gpu: { device: gpu.device, languageFeatures },
  };
}

function wasmGroup(place: BenchPlace): GroupPlan {
  const threads = place.threads === 1 ? "1 thread" : `${place.threads} threads`;
  return {
    kind: "wasm",
    device: `WebAssembly, ${threads}`,
    software: false,
    gpu: null,
    arms: [
      {
        id: "fallback-wasm",
        label: "Mealshift's fallback, wasm",
        remark: "tfjs's wasm kernels, planned and fused",
        ours: true,
        least: FULL_PRECISION,
        create: () => place.createFallback(),
      },
      {
        id: "ort-wasm",
        label: "onnxruntime-web, wasm",
        remark: "its build without a GPU",
        ours: false,
        least: FULL_PRECISION,
        create: () => place.createOrtWasm(),
      },
    ],
  };
}

function adapterName({ description, vendor, architecture }: GPUAdapterInfo): string {
  return description || [vendor, architecture].join(" ").trim() || "unnamed adapter";
}
