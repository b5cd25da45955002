import { expect, it } from "vitest";

import { ApiError } from "@/api/problem";
import { en as base } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";

import { explain } from "./explain";
import { en } from "./text/en";

const t = joined(base, en);

it.each([
  ["a wrong password", new ApiError(401, {}), "Wrong login or password."],
  ["a wrong code", new ApiError(401, { type: "urn:dozor:wrong-code" }), "This code is wrong, over, or was used before."],
  ["too many tries", new ApiError(429, {}, 42), "Too many attempts. Try again in 42 s."],
  ["too many tries, for who knows how long", new ApiError(429, {}), "Too many attempts. Wait a little and try again."],
  ["a core that is away", new ApiError(503, {}), base.state.away],
  ["a cable that is cut", new TypeError("Failed to fetch"), base.state.away],
  ["anything else that the core refuses", new ApiError(403, { detail: "This account may not come in." }), "This account may not come in."],
])("%s is told as such", (_, error, text) => {
  expect(explain(error, t)).toBe(text);
});
