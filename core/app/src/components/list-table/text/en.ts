export const en = {
  list: { filter: "Filter by words or field:value", help: "Words and field:value hold together; - excludes; numbers are compared by >, <, >= and <=.", noMatch: "Nothing matches", clear: "Clear the filter" },
};
