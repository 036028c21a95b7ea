import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

import { VideoError } from "./errors";

const run = promisify(execFile);

/** Runs one of ffmpeg's programs to its end. @throws VideoError if it is not installed or refuses. */
export async function ask(program: "ffmpeg" | "ffprobe", parameters: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(program, [...parameters], { maxBuffer: 2 ** 24 });
    return stdout;
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
    throw new VideoError(isMissing(cause) ? missing(program) : `${program}: ${said || String(cause)}`, { cause });
  }
}

/** A running ffmpeg that is fed or read through pipes. */
export class Ffmpeg {
  readonly child: ChildProcess;
  /** Ends when ffmpeg does. @throws VideoError if it failed. */
  readonly ended: Promise<void>;

  constructor(parameters: readonly string[], pipes: { readonly stdin: boolean; readonly stdout: boolean }) {
    // In a process group of its own, so that Ctrl-C reaches it through us alone.
    this.child = spawn("ffmpeg", ["-hide_banner", "-loglevel", "error", "-nostdin", ...parameters], {
      stdio: [pipes.stdin ? "pipe" : "ignore", pipes.stdout ? "pipe" : "ignore", "pipe"],
      detached: true,
    });
    let said = "";
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2000)));
    // What it says counts, not that its pipe broke.
    this.child.stdin?.on("error", () => {});
    this.ended = new Promise((resolve, reject) => {
      this.child.once("error", (cause) =>
        reject(new VideoError(isMissing(cause) ? missing("ffmpeg") : `ffmpeg: ${cause.message}`, { cause })),
      );
      this.child.once("close", (code) => {
        if (code === 0) resolve();
        else reject(new VideoError(`ffmpeg ended with ${code ?? "a signal"}: ${said.trim() || "it said nothing"}`));
      });
    });
    // Waited for where it matters; a failure in between must not end the process.
    this.ended.catch(() => {});
  }

  /** Ends it now. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended.catch(() => {});
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

function missing(program: string): string {
  return `${program} is not installed, and videos need it (on Debian and Ubuntu: apt install ffmpeg); pictures work without`;
}
