import { describe, expect, it } from "vitest";

import { type Fields, isUnread, matcher, tokensOf, tokenText, withoutToken, withToken } from "./token-filter";

interface Row {
  name: string;
  country: string | null;
  score: number;
  reasons: readonly string[];
}

const rows: Row[] = [
  { name: "203.0.113.7", country: "CN", score: 0.95, reasons: ["login attempts", "rate"] },
  { name: "2001:db8::1", country: "US", score: 0.4, reasons: [] },
  { name: "curl 8", country: null, score: 0.05, reasons: ["rate"] },
];
const fields: Fields<Row> = {
  name: { read: (row) => row.name }, country: { read: (row) => row.country, whole: true }, score: { read: (row) => row.score }, reason: { read: (row) => row.reasons },
};
const found = (text: string) => rows.filter(matcher(text, fields, (row) => `${row.name}\n${row.reasons.join("\n")}`)).map((row) => row.name);
const ALL = rows.map((row) => row.name);

it.each([
  ["", ALL], ["203", ["203.0.113.7"]], ["RATE", ["203.0.113.7", "curl 8"]], ["-rate", ["2001:db8::1"]], ["country:CN", ["203.0.113.7"]], ["country:C", []], ["-country:cn", ["2001:db8::1", "curl 8"]],
  ["score>0,5", ["203.0.113.7"]], ["score<=40%", ["2001:db8::1", "curl 8"]], ["score:0.05", ["curl 8"]], ['reason:"login attempts"', ["203.0.113.7"]], ['reason:"login"', []], ["reason:login", ["203.0.113.7"]],
  ["2001:db8::", ["2001:db8::1"]], ["rate country:CN", ["203.0.113.7"]], ["country:", ALL], ["country>CN", []], ["(", []], ['"curl 8"', ["curl 8"]],
])("%j finds %j", (text, names) => expect(found(text)).toEqual(names));

it.each([["score>abc", true], ["-score>=1x", true], ["score>0,5", false], ["load>12k", false], ["country:CN", false], ["login", false]])("whether %j cannot be read is %j", (text, unread) =>
  expect(tokensOf(text).some(isUnread)).toBe(unread));

describe("a token", () => {
  it.each([["country", "CN"], ["agent", "curl 8"], ["path", "/a?b=-c"]])("of %s is read as it was written", (name, value) => {
    expect(tokensOf(tokenText(name, value, true))).toMatchObject([{ name, value, negated: true, sign: ":" }]);
  });

  it("takes the place of its opposite, and stands once", () => {
    expect(withToken("login country:CN", "country", "CN", true)).toBe("login -country:CN");
    expect(withToken("country:CN login", "country", "CN")).toBe("login country:CN");
    expect(withoutToken("login -country:CN", "-country:CN")).toBe("login");
  });
});
