import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { ALARM_TEXTS, alarmText } from "./alarms";

interface Schema {
  components: { schemas: { AlarmOut: { properties: { summary_code: { anyOf: { enum?: string[] }[] } } } } };
}
const { components } = JSON.parse(readFileSync("../../docs/openapi.json", "utf8")) as Schema;
const CODES = components.schemas.AlarmOut.properties.summary_code.anyOf.flatMap((each) => each.enum ?? []);

it("what every built-in rule says has its words in both languages", () => {
  expect(CODES.length).toBeGreaterThan(10);
  expect(Object.keys(ALARM_TEXTS.en).toSorted()).toEqual(CODES.toSorted());
  expect(Object.keys(ALARM_TEXTS.ru).toSorted()).toEqual(CODES.toSorted());
  for (const text of Object.values(ALARM_TEXTS.en)) expect(text).not.toMatch(/[а-яё]/i);
  for (const text of Object.values(ALARM_TEXTS.ru)) expect(text).toMatch(/[а-яё]/i);
});

it("somebody's own words are shown as they are, and so is what a newer core says", () => {
  expect(alarmText({ summary_code: null, summary: "Call Anna." }, "ru")).toBe("Call Anna.");
  expect(alarmText({ summary_code: "of-tomorrow" as never, summary: "Something new." }, "ru")).toBe("Something new.");
  expect(alarmText({ summary_code: "nginx-down", summary: "" }, "ru")).toBe("NGINX на узле не отвечает.");
});
