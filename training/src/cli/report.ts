import type { Progress } from "../run/loop";

export interface Reporter {
  readonly line: (text: string) => void;
  readonly progress: (progress: Progress) => void;
  readonly done: (text: string, result: Readonly<Record<string, unknown>>) => void;
}

/** A bar on a terminal, plain lines in a pipe, or one JSON object a line. */
export function reporter(json: boolean): Reporter {
  const write = (object: Readonly<Record<string, unknown>>): void =>
    void process.stdout.write(`${JSON.stringify(object)}\n`);
  if (json) {
    return {
      line: (message) => write({ message }),
      progress: ({ stats, ...progress }) => write({ ...progress, ...stats }),
      done: (message, result) => write({ message, ...result }),
    };
  }
  const { isTTY } = process.stdout;
  return {
    line: (text) => void process.stdout.write(`${text}\n`),
    progress: (progress) =>
      void process.stdout.write(isTTY ? `\r\x1b[K${progressLine(progress)}` : `${progressLine(progress)}\n`),
    done: (text) => void process.stdout.write(`${isTTY ? "\n" : ""}${text}\n`),
  };
}

function progressLine({ step, steps, imagesPerSecond, stats }: Progress): string {
  const width = 24;
  const filled = Math.round((step / steps) * width);
  const losses = Object.entries(stats).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${step}/${steps}  ${imagesPerSecond.toFixed(1)} images/s  ${losses.join("  ")}`;
}
