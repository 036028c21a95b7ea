import { kindNamed } from "./kinds";
import type { JobContext } from "./kinds/kind";
import type { Job } from "./job";
import { checkFiles, readResult, resultPath, writerFor } from "./results";

/**
 * Does a job on this machine, in this thread, unless its result is there.
 * @throws JobInputError if it cannot be done here; JobHandedBackError if it was stopped.
 */
export async function perform(job: Job, machine: Omit<JobContext, "write" | "out">): Promise<void> {
  const { places } = machine;
  // A worker may have been killed between the end of a job and its saying so.
  if ((await readResult(job, places)) !== undefined) return;
  await checkFiles(job, places);
  const kind = await kindNamed(job.kind).load();
  const write = writerFor(job, places);
  const result = await kind.run(job.input, { ...machine, write, out: places.pathOf(job.out) });
  await write(resultPath(job, places), `${JSON.stringify(result)}\n`);
}
