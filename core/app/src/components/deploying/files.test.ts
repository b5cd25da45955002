import { expect, it } from "vitest";

import { grouped } from "./files";

const site = (text: string) => [{ file: "sites/shop.conf", what: "changed" as const, text }];

it("shows changes that are the same on several nodes once", () => {
  const nodes = [{ id: "1", name: "a", files: site("x"), problems: [] }, { id: "2", name: "b", files: site("y"), problems: [] }, { id: "3", name: "c", files: site("x"), problems: [] }, { id: "4", name: "d", files: [], problems: [] }];
  expect(grouped(nodes).map(({ names }) => names)).toEqual([["a", "c"], ["b"]]);
});
