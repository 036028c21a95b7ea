/** Side, pixels, that a saved picture has at least: as small as a net makes it, other programs would show a stamp. */
const SAVED_SIDE = 768;

/** Hands pictures to the browser as one PNG, side by side from the left. @param name without the ending */
export async function savePictures(images: readonly ImageData[], name: string): Promise<void> {
  const canvas = document.createElement("canvas");
  canvas.width = SAVED_SIDE * images.length;
  canvas.height = SAVED_SIDE;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no 2D canvas.");
  context.imageSmoothingQuality = "high";
  for (const [index, image] of images.entries()) {
    const bitmap = await createImageBitmap(image);
    context.drawImage(bitmap, index * SAVED_SIDE, 0, SAVED_SIDE, SAVED_SIDE);
    bitmap.close();
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("This browser could not write the picture.");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
