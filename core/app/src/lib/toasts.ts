import { createStore } from "./store";

/** A short message at the bottom; with `undo` it can be taken back while it shows. */
export interface Toast {
  id: number;
  tone: "done" | "failed";
  title: string;
  note: string;
  undo: (() => void) | null;
  /** What taking back is called where that is not plain. */
  undoName: string;
}

export const TOAST_SECONDS = 8;
export const toasts = createStore<readonly Toast[]>([]);

let last = 0;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** Shows a toast for 8 s and answers its id; the newest three stay. */
export function showToast(toast: Omit<Toast, "id" | "note" | "undo" | "undoName"> & Partial<Toast>): number {
  last += 1;
  const id = last;
  toasts.set([...toasts.get(), { note: "", undo: null, undoName: "", ...toast, id }].slice(-3));
  timers.set(id, setTimeout(() => dropToast(id), TOAST_SECONDS * 1000));
  return id;
}

export function changeToast(id: number, change: Partial<Toast>): void {
  toasts.set(toasts.get().map((toast) => (toast.id === id ? { ...toast, ...change } : toast)));
}

export function dropToast(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Takes back the newest thing that can be: the `Z` key. */
export function undoLast(): void {
  const toast = toasts.get().findLast((candidate) => candidate.undo !== null);
  if (!toast) return;
  dropToast(toast.id);
  toast.undo?.();
}
