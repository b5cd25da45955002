import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { changeToast, showToast, toasts, undoLast } from "./toasts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

it("a toast goes after eight seconds", () => {
  showToast({ tone: "done", title: "banned" });
  vi.advanceTimersByTime(7999);
  expect(toasts.get()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(toasts.get()).toHaveLength(0);
});

it("undo takes back the newest thing that can be, once", () => {
  const undone: string[] = [];
  showToast({ tone: "done", title: "first", undo: () => void undone.push("first") });
  showToast({ tone: "done", title: "second", undo: () => void undone.push("second") });
  showToast({ tone: "failed", title: "third" });
  undoLast();
  undoLast();
  undoLast();
  expect(undone).toEqual(["second", "first"]);
});

it("only the newest three are shown, and one can change", () => {
  const ids = [1, 2, 3, 4].map((n) => showToast({ tone: "done", title: String(n) }));
  changeToast(ids[3] ?? 0, { note: "on 3 nodes" });
  expect(toasts.get().map((toast) => toast.title + toast.note)).toEqual(["2", "3", "4on 3 nodes"]);
});
