import { expect, it } from "vitest";

import { actionOf, FRESH_LOCATION, moreOf, withAction, withMatch } from "./location";

const stripped = { ...FRESH_LOCATION, service: "api", rewrite: { strip_prefix: "/new/" } };

it("does one thing to a path at a time", () => {
  const redirected = withAction(stripped, "redirect");
  expect([actionOf(redirected), redirected.service, redirected.rewrite]).toEqual(["redirect", null, null]);
  expect(withAction(redirected, "answer")).toMatchObject({ redirect: null, answer_status: 404 });
  expect(actionOf(withAction(redirected, "service"))).toBe("service");
});

it("drops what another kind of match may not have", () => {
  expect(withMatch(stripped, "regex", "\\.php$")).toMatchObject({ match: { kind: "regex", path: null, regex: "\\.php$" }, rewrite: null });
  expect(withMatch(stripped, "prefix", "/b/").rewrite).toEqual({ strip_prefix: "/new/" });
});

it("counts what only the text shows", () => {
  expect(moreOf(FRESH_LOCATION)).toBe(0);
  expect(moreOf({ ...FRESH_LOCATION, snippet: "gzip on;", limit: null })).toBe(1);
});
