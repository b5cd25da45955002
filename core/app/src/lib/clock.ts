import { createStore } from "./store";

let skew = 0;

/** The one place that reads the time: Unix seconds by the core's clock, as far as it is known. */
export const nowSeconds = (): number => Date.now() / 1000 + skew;

/** Tells what the core's clock shows. A difference of a moment is the way of the answer; a larger one is a wrong clock here. */
export function alignClock(coreSeconds: number): void {
  const difference = coreSeconds - Date.now() / 1000;
  if (Math.abs(difference - skew) > 3) skew = Math.abs(difference) > 3 ? difference : 0;
}

/** Seconds that only ever grow, for intervals. */
export const steadySeconds = (): number => performance.now() / 1000;

/** Whole seconds, ticking while somebody follows it: for ages and countdowns in leaves. */
export const clock = tickingClock();

function tickingClock() {
  const store = createStore(Math.floor(nowSeconds()));
  let followers = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => store.set(Math.floor(nowSeconds()));
  return {
    ...store,
    subscribe(listener: () => void) {
      const leave = store.subscribe(listener);
      followers += 1;
      if (followers === 1) {
        tick();
        timer = setInterval(tick, 1000);
      }
      return () => {
        leave();
        followers -= 1;
        if (followers === 0) clearInterval(timer);
      };
    },
  };
}
