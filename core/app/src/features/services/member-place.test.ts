import { expect, it } from "vitest";

import { freeName, placeOf } from "./member-place";

it("reads an address with a port, and nothing else", () => {
  expect(placeOf(" 10.0.0.6:8080 ")).toEqual({ host: "10.0.0.6", port: 8080 });
  expect(placeOf("[2001:db8::1]:80")).toEqual({ host: "2001:db8::1", port: 80 });
  expect(["10.0.0.6", "http://a:80", "a:0", "a:65536", "a b:80"].map(placeOf)).toEqual([null, null, null, null, null]);
});

it("names a member after its place, once", () => {
  expect(freeName("10.0.0.6", [])).toBe("10-0-0-6");
  expect(freeName("10.0.0.6", ["10-0-0-6", "10-0-0-6-2"])).toBe("10-0-0-6-3");
});
