import { describe, expect, it } from "vitest";

import { draftOf as channelDraft } from "./channel-draft";
import { draftOf, globsOf, isEverything, matcherOf } from "./matcher-draft";
import { EVERYTHING } from "./requests";
import { ruleDraft, ruleOf } from "./rule-draft";
import { silenceDraft, silenceOf } from "./silence-draft";
import { Unsaid } from "./unsaid";

const bad = (line: string) => `bad: ${line}`;
const HOURS = { timezone: "UTC", weekdays: [6], begin: "02:00", end: "04:00" };

describe("which events are meant", () => {
  it("comes back as it was written", () => {
    const matcher = { kinds: ["incident" as const], severity: "high" as const, services: ["shop.*", "blog.example"], nodes: ["*"], labels: { container: ["web-*", "api"] } };
    expect(matcherOf(draftOf(matcher), bad)).toEqual(matcher);
  });

  it("is everything where no pattern stands", () => {
    expect(globsOf(" , ")).toEqual(["*"]);
    expect(draftOf(EVERYTHING)).toMatchObject({ services: "", nodes: "", labels: "" });
    expect([draftOf(EVERYTHING), { ...draftOf(EVERYTHING), services: "shop.*, *" }, { ...draftOf(EVERYTHING), nodes: "edge-*" }].map(isEverything)).toEqual([true, true, false]);
  });

  it("names the line that is no label", () => {
    expect(() => matcherOf({ ...draftOf(EVERYTHING), labels: "container = web\nno label here" }, bad)).toThrow(new Unsaid("bad: no label here"));
  });
});

describe("a rule", () => {
  it("comes back as it was, labels among what is alike too", () => {
    const rule = ruleOf({ ...ruleDraft(), chats: ["c1"], fields: ["kind"], labels: "container, image", repeat_seconds: 3600 }, bad);
    expect(rule.group_by).toEqual(["kind", "label:container", "label:image"]);
    expect(ruleOf(ruleDraft(rule), bad)).toEqual(rule);
  });

  it("escalates to somebody at some time, or not at all", () => {
    const draft = { ...ruleDraft(), chats: ["c1"] };
    expect(ruleOf({ ...draft, escalate_to: ["c2"] }, bad).escalate_to).toEqual([]);
    expect(ruleOf({ ...draft, escalate_seconds: 900 }, bad).escalate_seconds).toBe(0);
    expect(ruleOf({ ...draft, escalate_to: ["c2"], escalate_seconds: 900 }, bad)).toMatchObject({ escalate_to: ["c2"], escalate_seconds: 900 });
  });
});

describe("a silence", () => {
  const around = { now: 1_800_000_000, zone: "UTC", badTime: "bad time", badLabel: bad };

  it("lasts from now on where nothing is said", () => {
    expect(silenceOf(silenceDraft(HOURS), around)).toMatchObject({ begins: around.now, until: around.now + 4 * 3600, hours: null });
  });

  it("holds each week without an end where none is said", () => {
    expect(silenceOf({ ...silenceDraft(HOURS), mode: "weekly" }, around)).toMatchObject({ until: 0, hours: HOURS });
  });

  it("reads times as people write them, and says what is none", () => {
    expect(silenceOf({ ...silenceDraft(HOURS), begins: "2027-01-16 10:00" }, around).begins).toBe(1_800_093_600);
    expect(() => silenceOf({ ...silenceDraft(HOURS), begins: "soon" }, around)).toThrow("bad time");
  });
});

it("a channel is changed without its secrets, which then stay as they are", () => {
  const channel = { name: "bot", kind: "telegram" as const, spec: { kind: "telegram", api_url: "https://api.telegram.org", receive: "webhook", webhook_url: "https://a.example" }, secrets: ["token"], trouble: "", changed_at: "", changed_by: "" };
  expect(channelDraft("telegram", channel)).toMatchObject({ token: "", proxy: "", receive: "webhook", webhook_url: "https://a.example" });
});
