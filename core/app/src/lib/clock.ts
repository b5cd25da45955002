import { createStore } from "./store";

/** The one place that reads the time. */
export const nowSeconds = (): number => Date.now() / 1000;

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
