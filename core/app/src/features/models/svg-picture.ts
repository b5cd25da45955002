const SCALE = 2;
const LOOKS = ["fill", "stroke", "stroke-width", "opacity", "fill-opacity", "font", "text-anchor", "stroke-dasharray"] as const;

/** A drawing as a picture: a file of its own knows none of the page's colours, so each element takes its own along. */
export async function svgPicture(svg: SVGSVGElement): Promise<Blob | null> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const looks = getComputedStyle(element);
    for (const name of LOOKS) to[i]?.setAttribute(name, looks.getPropertyValue(name));
  });
  const { width, height } = svg.getBoundingClientRect();
  for (const [name, value] of [["width", width], ["height", height]] as const) copy.setAttribute(name, String(value));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
  try {
    return await drawn(address, width, height);
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function drawn(address: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.scale(SCALE, SCALE);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--panel");
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}
