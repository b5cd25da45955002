import { Copy, Ellipsis, Filter, FilterX } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";

import { useKeys } from "@/lib/keys";
import { tokenText } from "@/lib/token-filter";
import { showToast } from "@/lib/toasts";

import { Button } from "../button";
import { copyText } from "../copy";
import { Menu } from "../menu";
import { useText } from "./text/use";

interface Value {
  name: string;
  value: string;
}

interface Shown extends Value {
  left: number;
  top: number;
}

interface Props {
  /** What holds the table, and places the button. */
  frame: RefObject<HTMLElement | null>;
  onToken: ((name: string, value: string, negated: boolean) => void) | undefined;
}

const WITH_VALUE = "[data-value]";

/**
 * One button and three keys for every value of a table: only these, without these, copy. They are about the value under
 * the pointer, or the one that the arrow keys lead to in the current row.
 */
export default function Values({ frame, onToken }: Props) {
  const { t } = useText();
  const [shown, setShown] = useState<Shown | null>(null);
  const markedRef = useMarked(frame);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const show = (cell: HTMLElement | null) => {
      markedRef.current = cell;
      setShown(cell && placed(cell, element));
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType !== "mouse" || !(event.target instanceof HTMLElement) || event.target.closest("[data-handle]")) return;
      show(event.target.closest<HTMLElement>(WITH_VALUE));
    };
    // This comes after the touch that asked for it: the pointer rests on a value already.
    show(element.querySelector<HTMLElement>(`${WITH_VALUE}:hover`));
    const leave = () => setShown(null);
    element.addEventListener("pointerover", over);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointerover", over);
      element.removeEventListener("pointerleave", leave);
    };
  }, [frame, markedRef]);
  const copy = ({ value }: Value) => void copyText(value).then(() => showToast({ tone: "done", title: t.table.copied(value) }));
  const about = (act: (value: Value) => void) => () => {
    const value = valueOf(markedRef.current);
    return value?.name ? act(value) : false;
  };
  useKeys({
    KeyC: about(copy),
    ...(onToken && { KeyI: about(({ name, value }) => onToken(name, value, false)), KeyE: about(({ name, value }) => onToken(name, value, true)) }),
  });
  if (!shown) return null;
  return (
    <span data-handle className="absolute top-0 left-0 z-1" style={{ transform: `translate(${shown.left}px, ${shown.top}px)` }}>
      <Menu
        heading={tokenText(shown.name, shown.value)}
        button={<Button className="h-6! min-h-0! w-6 rounded-chip! px-0!" tabIndex={-1} aria-label={t.table.values} title={`${t.table.include} (I), ${t.table.exclude.toLowerCase()} (E), ${t.table.copy.toLowerCase()} (C)`}><Ellipsis size={14} /></Button>}
        items={[
          ...(onToken ? [
            { label: t.table.include, icon: <Filter size={14} />, hint: "I", onSelect: () => onToken(shown.name, shown.value, false) },
            { label: t.table.exclude, icon: <FilterX size={14} />, hint: "E", onSelect: () => onToken(shown.name, shown.value, true) },
          ] : []),
          { label: t.table.copy, icon: <Copy size={14} />, hint: "C", onSelect: () => copy(shown) },
        ]}
      />
    </span>
  );
}

const valueOf = (cell: HTMLElement | null): Value | null => (cell?.isConnected ? { name: cell.dataset["name"] ?? "", value: cell.dataset["value"] ?? "" } : null);

/** At the free end of the cell: numbers stand at its right. */
function placed(cell: HTMLElement, frame: HTMLElement): Shown | null {
  const value = valueOf(cell);
  const [box, around] = [cell.getBoundingClientRect(), frame.getBoundingClientRect()];
  const atRight = getComputedStyle(cell).textAlign !== "right";
  return value && { ...value, left: (atRight ? box.right - 26 : box.left + 2) - around.left, top: box.top + 4 - around.top };
}

/** The value that keys are about. The arrow keys move it along the current row. */
function useMarked(frame: RefObject<HTMLElement | null>): RefObject<HTMLElement | null> {
  const markedRef = useRef<HTMLElement | null>(null);
  const move = (step: number) => () => {
    const cells = [...(frame.current?.querySelectorAll<HTMLElement>(`tr[aria-current] ${WITH_VALUE}`) ?? [])];
    if (cells.length === 0) return false;
    const at = markedRef.current ? cells.indexOf(markedRef.current) : -1;
    markedRef.current?.removeAttribute("data-marked");
    markedRef.current = cells[Math.min(cells.length - 1, Math.max(0, at + step))] ?? null;
    return markedRef.current?.setAttribute("data-marked", "");
  };
  useKeys({ ArrowRight: move(1), ArrowLeft: move(-1) });
  return markedRef;
}
