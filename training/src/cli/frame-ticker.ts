/** Between two lines in a pipe, ms; a terminal's line is drawn anew more often. */
const PIPE_MS = 5000;
const TERMINAL_MS = 200;

/** Tells how fast a video goes and how long it still takes. */
export interface FrameTicker {
  /** After each frame, counted from 1 in each video; `frames` is null where nobody knows how many there are. */
  readonly tick: (frame: number, frames: number | null) => void;
  /** Before anything else is written. */
  readonly end: () => void;
}

export function frameTicker(json: boolean): FrameTicker {
  const { isTTY } = process.stdout;
  let startedAt = 0;
  let toldAt = 0;
  let open = false;
  return {
    tick(frame, frames) {
      const now = performance.now();
      if (frame === 1) startedAt = toldAt = now;
      if (now - toldAt < (isTTY && !json ? TERMINAL_MS : PIPE_MS)) return;
      toldAt = now;
      const framesPerSecond = (frame - 1) / ((now - startedAt) / 1000);
      const secondsLeft = frames === null ? null : Math.max(0, frames - frame) / framesPerSecond;
      if (json) {
        process.stdout.write(`${JSON.stringify({ frame, frames, framesPerSecond, secondsLeft })}\n`);
        return;
      }
      const left = secondsLeft === null ? "" : `  ${clock(secondsLeft)} left`;
      const text = `${frame}${frames === null ? "" : `/${frames}`} frames  ${framesPerSecond.toFixed(1)} frames/s${left}`;
      process.stdout.write(isTTY ? `\r\x1b[K${text}` : `${text}\n`);
      open = isTTY;
    },
    end() {
      if (open) process.stdout.write("\r\x1b[K");
      open = false;
    },
  };
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
