/** A canvas as a picture on a ground of its own: what is drawn is half transparent. */
export function pictureOf(canvas: HTMLCanvasElement, ground: string): Promise<Blob | null> {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d");
  if (!context) return Promise.resolve(null);
  context.fillStyle = ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((resolve) => copy.toBlob(resolve));
}
