import type { Line } from "./layers";

/** The box beside the crosshair. Built of text nodes only: nothing in it is markup. */
export class Tooltip {
  private readonly box = document.createElement("div");

  constructor(private readonly host: HTMLElement) {
    this.box.className = "pop num pointer-events-none absolute z-10 hidden min-w-44 px-2.5 py-2 text-xs";
    host.append(this.box);
  }

  /** `x`, `y`: pixels in the host. */
  show(heading: string, lines: readonly Line[], x: number, y: number): void {
    this.box.replaceChildren(element("div", "mb-1 font-semibold", heading), ...lines.map(row));
    this.box.classList.remove("hidden");
    const width = this.box.offsetWidth;
    const left = x + width + 24 > this.host.clientWidth ? x - width - 12 : x + 14;
    this.box.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, Math.min(y - 20, this.host.clientHeight - this.box.offsetHeight))}px)`;
    this.box.style.left = "0";
    this.box.style.top = "0";
  }

  hide(): void {
    this.box.classList.add("hidden");
  }

  remove(): void {
    this.box.remove();
  }
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function row({ color, label, value }: Line): HTMLElement {
  const made = element("div", "flex items-center gap-2 leading-5");
  const swatch = element("i", color ? "h-2 w-2.5 rounded-[2px]" : "hidden");
  if (color) swatch.style.background = color;
  made.append(swatch, element("span", "flex-1 text-fg2", label), element("span", "pl-4 font-medium", value));
  return made;
}
