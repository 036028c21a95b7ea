/** Ways in which people hand over a file: drop, paste, and the system's file picker. */

/** Set on the target while files are held over it, for styling: `[data-dropping]`. */
const DROPPING = "data-dropping";

/**
 * Calls `onFile` with the first file that is dropped on `target` or pasted into the page. Files dropped beside
 * the target are refused, for the browser would leave the page to show them. Returns what ends it.
 */
export function fileInputs(target: HTMLElement, onFile: (file: File) => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const page = target.ownerDocument;
  /** `dragenter` and `dragleave` also come for children: files are over the target while more have come than gone. */
  let depth = 0;
  const show = (change: number) => {
    depth = Math.max(0, depth + change);
    target.toggleAttribute(DROPPING, depth > 0);
  };

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer || !hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isInside(event, target) ? "copy" : "none";
  };
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(-depth);
    const file = event.dataTransfer?.files[0];
    if (file && isInside(event, target)) onFile(file);
  };
  const onPaste = (event: ClipboardEvent) => {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    onFile(file);
  };

  target.addEventListener("dragenter", (event) => hasFiles(event) && show(1), { signal });
  target.addEventListener("dragleave", (event) => hasFiles(event) && show(-1), { signal });
  page.addEventListener("dragover", onDragOver, { signal });
  page.addEventListener("drop", onDrop, { signal });
  page.addEventListener("paste", onPaste, { signal });
  return () => {
    ended.abort();
    show(-depth);
  };
}

/** Opens the system's file picker (from a click or key only); null when nothing was chosen. */
export function pickFile(): Promise<File | null> {
  const input = document.createElement("input");
  input.type = "file";
  // The extensions let systems that do not know these types offer the files; they are judged when opened.
  input.accept = "image/*,video/*,.heic,.heif,.avif";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null), { once: true });
    input.addEventListener("cancel", () => resolve(null), { once: true });
    input.click();
  });
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

function isInside(event: DragEvent, target: HTMLElement): boolean {
  return event.target instanceof Node && target.contains(event.target);
}
