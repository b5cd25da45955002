import { describe, expect, it } from "vitest";

import { addressIn } from "./address";
import { csvText } from "./csv";
import { featureName, featureSize, featureValue } from "./feature";
import { makeFormats } from "./format";
import { en } from "./i18n/en";
import { jittered, pauseSeconds } from "./poll";
import { levelOfScore } from "./severity";
import { readSearch } from "./view";

describe("an address that somebody pasted", () => {
  it.each([["203.0.113.7"], ["10.0.0.0/8"], ["2001:db8::1"], ["2001:db8::/32"], ["::1"]])("%s is one", (text) => expect(addressIn(` ${text} `)).toBe(text));
  it.each(["256.1.1.1", "1.2.3", "1.2.3.4/33", "hello", "12:34", "1:2:3:4:5:6:7:8:9", "a:::b", "10.0.0.1; drop"])("%s is none", (text) => expect(addressIn(text)).toBeNull());
});

describe("a CSV file", () => {
  it("quotes what needs quotes", () => {
    expect(csvText([["a", 'say "hi", all', 3, null]])).toBe('a,"say ""hi"", all",3,\r\n');
  });
  it("never hands a spreadsheet a formula from a client's path", () => {
    expect(csvText([["=cmd()", "+1", "-2", "@x"]])).toBe("'=cmd(),'+1,'-2,'@x\r\n");
  });
});

describe("a feature", () => {
  const f = makeFormats("en", "UTC", en);
  it("is named in words, a rate with its window", () => {
    expect(featureName("not_found_paths_600s", en, f)).toBe("Missing paths");
    expect(featureName("requests_10s", en, f)).toBe("Rate, 10\u00a0s");
    expect(["logins_600s", "logins_3600s"].map((key) => featureName(key, en, f))).toEqual(["Logins", "Logins, 1\u00a0h"]);
  });
  it("that is new is named by its key", () => expect(featureName("odd_thing_60s", en, f)).toBe("Odd thing"));
  it("is told in its own unit", () => {
    expect(featureValue("client_error_share", 0.65, f)).toBe("65%");
    expect(featureValue("rarity", 10, f)).toBe("1 : 1,024");
    expect(featureSize("requests_10s", 460, 10, f, en)).toBe("×46");
    expect(featureSize("requests_10s", 12, 10, f, en)).toBe("12");
  });
});

describe("polling", () => {
  it("backs off as failures follow each other and comes back at once", () => {
    expect([0, 1, 2, 3, 4, 9].map((failures) => pauseSeconds(1, failures))).toEqual([1, 1, 2, 5, 15, 15]);
  });
  it("is spread by a tenth", () => expect([jittered(10, 0), jittered(10, 1)]).toEqual([9, 11]));
});

it("levels follow the thresholds of decisions", () => {
  expect([0, 0.4, 0.5, 0.67, 0.89, 0.9, 1].map(levelOfScore)).toEqual([1, 1, 2, 3, 3, 4, 4]);
});

it("a URL keeps what is understood and drops the rest", () => {
  expect(readSearch({ range: "6h", tab: "latency", sort: "e vil", from: "x", q: 5, table: "yes", other: 1 })).toEqual({ range: "6h", tab: "latency", q: "5" });
});
