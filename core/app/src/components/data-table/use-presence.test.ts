import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { usePresence } from "./use-presence";

const wait = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

it("who moves among the rows is there, and who has not moved for a minute is not", () => {
  vi.useFakeTimers();
  const { result } = renderHook(usePresence);
  const seen = () => act(result.current.seen);
  seen();
  wait(50);
  seen();
  wait(50);
  expect(result.current.here).toBe(true);
  wait(10);
  expect(result.current.here).toBe(false);
  seen();
  act(result.current.left);
  expect(result.current.here).toBe(false);
  vi.useRealTimers();
});
