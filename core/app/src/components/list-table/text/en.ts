import { n } from "@/lib/i18n/english";

export const en = {
  list: {
    filter: "Filter by words or field:value", help: "Words and field:value hold together; - excludes; numbers are compared by >, <, >= and <=.", noMatch: "Nothing matches", clear: "Clear the filter",
    loaded: (shown: number, all: number) => (shown === all ? `${n(all)} loaded` : `${n(shown)} of the ${n(all)} loaded`), onlyLoaded: (all: number) => `Of the ${n(all)} loaded. There are more: they are loaded below.`,
  },
};
