import { expect, it } from "vitest";

import { importLines } from "./import-lines";

it("each line is an address or a range, once, and what is neither is named by its number", () => {
  const text = "source,type\n203.0.113.7,ban\n\n# comment\n198.51.100.0/24 ; from the partner\n\"2001:DB8::1\"\n203.0.113.7\nnonsense\r\n";
  expect(importLines(text).map(({ number, source }) => [number, source])).toEqual([[2, "203.0.113.7"], [5, "198.51.100.0/24"], [6, "2001:db8::1"], [8, null]]);
});
