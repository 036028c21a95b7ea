import { JobInputError } from "../errors";

/**
 * Names the picture in an error about its content. Errors of the system, such as a full disk, may be gone the next time
 * and stay what they are.
 */
export async function naming<T>(picture: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || "syscall" in error || error instanceof JobInputError) throw error;
    throw new JobInputError(`${picture}: ${error.message}`, { cause: error });
  }
}
