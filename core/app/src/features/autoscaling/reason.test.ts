import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import type { ScalingReason } from "@/api/types";
import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";
import { ru } from "@/lib/i18n/ru";

import { reasonsText, reasonText } from "./reason";
import { en as ownEn } from "./text/en";
import { ru as ownRu } from "./text/ru";

const ENGLISH = joined(en, ownEn);
const RUSSIAN = joined(ru, ownRu);
const [f, r] = [makeFormats("en", "UTC", en), makeFormats("ru", "UTC", ru)];
const { components } = JSON.parse(readFileSync("../../docs/openapi.json", "utf8")) as { components: { schemas: Record<string, { properties: { code: { enum: ScalingReason["code"][] } } }> } };
const CODES = components.schemas["ScalingReason"]?.properties.code.enum ?? [];
const ARGS = { metric: "rps", busy: 0.68, target: 0.7, seconds: 15, replicas: 3, wanted: 7, kept: 9, turns: 4, bound: 5, scheduled: true, container: "shop", node: "one", text: "no image" };
const reason = (code: ScalingReason["code"], args: ScalingReason["args"] = ARGS): ScalingReason => ({ code, args, text: "in English" });

describe("a reason", () => {
  it.each(CODES)("%s has its words in both languages, whatever the core may say", (code) => {
    expect(reasonText(reason(code), ENGLISH, f)).not.toMatch(/[а-яё]|undefined|NaN|in English/i);
    if (code !== "node" && code !== "said") expect(reasonText(reason(code), RUSSIAN, r)).toMatch(/[а-яё]/i);
  });

  it("of load tells a forecast, a room and a panic where they matter", () => {
    expect(reasonText(reason("load"), ENGLISH, f)).toBe("rps: 68% of the 70% aimed at, over 15\u00a0s");
    expect(reasonText(reason("load", { ...ARGS, panic: true, forecast: 0.81, room: 0.05 }), ENGLISH, f)).toBe("rps: 68% of the 70% aimed at, over 15\u00a0s, a panic, forecast 81%, room 5%");
  });

  it("of a core that is newer is told in the core's words", () => {
    expect(reasonsText([reason("of_tomorrow" as ScalingReason["code"]), reason("none_ready")], RUSSIAN, r)).toBe("in English; ни одна копия не готова");
  });
});
