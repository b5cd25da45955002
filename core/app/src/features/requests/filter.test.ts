import { describe, expect, it } from "vitest";

import { exactToken, has, toggled } from "./filter";
import { classOf, stepOf } from "./steps";

describe("a filter of requests", () => {
  it("means exactly the value that was pressed", () => {
    expect(exactToken("path", "/")).toBe('path:"/"');
    expect(exactToken("status", "404")).toBe("status:404");
    expect(exactToken("agent", 'a "b"', true)).toBe('-agent:"a *b*"');
    expect(exactToken("referer", "")).toBe('referer:""');
  });
  it("gains a value, loses it when pressed again, and never holds its opposite too", () => {
    const once = toggled("login", "path", "/a b");
    expect(once).toBe('login path:"/a b"');
    expect(has(once, "path", "/a b")).toBe(true);
    expect(toggled(once, "path", "/a b")).toBe("login");
    expect(toggled(once, "path", "/a b", true)).toBe('login -path:"/a b"');
  });
});

it.each([
  [{ status: "200" }, "2xx"], [{ status: "403", verdict: "ban" }, "refused"], [{ status: "200", verdict: "limit" }, "2xx"], [{ status: "204", verdict: "challenge" }, "2xx"], [{}, "other"],
] as const)("the class of %o is %s", (request, name) => expect(classOf(request)).toBe(name));

it("cuts a span into bars of a length that people count in", () => {
  expect([stepOf(1800, 90), stepOf(3600, 90), stepOf(7 * 86_400, 90)]).toEqual([30, 60, 7200]);
});
