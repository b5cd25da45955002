import { expect, it } from "vitest";

import { headsOf, inGroups } from "./groups";

const rows = [["web", "shop"], ["alone", ""], ["db", "shop"], ["cron", "backup"]] as const;
type Row = (typeof rows)[number];
const of = ([, group]: Row) => group;

it("rows stand with what they belong to, in the order that they came in, and what belongs to nothing stands last", () => {
  expect(inGroups(rows, of).map(([name]) => name)).toEqual(["cron", "web", "db", "alone"]);
});

it("each group is headed once, above the first of it", () => {
  const heads = headsOf(inGroups(rows, of), ([name]) => name, { of, renderHead: (name) => name || "alone" });
  expect([...heads]).toEqual([["cron", "backup"], ["web", "shop"], ["alone", "alone"]]);
});
