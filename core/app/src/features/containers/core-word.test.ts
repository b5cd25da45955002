import { expect, it } from "vitest";

import { joined } from "@/lib/i18n/part";
import { ru as all } from "@/lib/i18n/ru";

import { coreWord } from "./core-word";
import { ru } from "./text/ru";

const asked = (q: string) => coreWord(q, joined(all, ru), [{ name: "edge-north" }]);

it("the core is asked by the longest plain word", () => {
  expect([asked("redis library/nginx"), asked("state:running -mongo"), asked("")]).toEqual(["library/nginx", "", ""]);
});

it("the core is not asked by what only the reader is told: a state in words, an exit code, the name of a node", () => {
  expect([asked("Работает redis"), asked("завершён (137)"), asked("edge-north")]).toEqual(["redis", "", ""]);
});
