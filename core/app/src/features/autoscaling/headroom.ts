import type { ScaledService } from "@/api/types";

import type { Tried } from "./requests";

const MONTH_HOURS = 730;

/** How many replica-hours a month run whatever comes. */
export const leastHours = ({ min }: Pick<Tried, "min">): number => min * MONTH_HOURS;

/** How many times the load of now the most replicas would carry, by what is tried; null while no load is known. */
export function headroomOf({ load, policy: { target } }: Pick<ScaledService, "load" | "policy">, { max, value }: Pick<Tried, "max" | "value">): number | null {
  if (!load || !value) return null;
  return max / (load * (target.value / value));
}
