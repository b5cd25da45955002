import { expect, it } from "vitest";

import { byCountry } from "./by-country";

it.each([
  ["Бразилия", "country:BR"],
  ["south korea", "country:KR"],
  ["-Germany score>0.8", "-country:DE score>0.8"],
  ['country:"United States" shop', "country:US shop"],
  ["country:DE state:banned", "country:DE state:banned"],
  ["brazilian 203.0.113.7 http://shop.example", "brazilian 203.0.113.7 http://shop.example"],
])("asks for %s as %s", (typed, asked) => expect(byCountry(typed)).toBe(asked));
