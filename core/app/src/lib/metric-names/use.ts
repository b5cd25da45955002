import { useCallback } from "react";

import { useText } from "@/lib/i18n/react";

import { en } from "./en";
import { ru } from "./ru";

const NAMES = { en, ru };

/** What a metric is called, KIND.METRIC; one that nobody here named is called as whoever tells of it does. */
export function useNames(): (metric: string) => string {
  const { lang } = useText();
  return useCallback((metric) => NAMES[lang][metric] ?? metric, [lang]);
}
