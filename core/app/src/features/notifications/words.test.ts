import { expect, it } from "vitest";

import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";

import { en as own } from "./text/en";
import { chatName, hoursText, matcherText, statusOf } from "./words";

const t = joined(en, own);

it("says in a line which events are meant", () => {
  expect(matcherText({ kinds: [], severity: "low", services: ["*"], nodes: ["*"], labels: {} }, t)).toBe("everything");
  expect(matcherText({ kinds: ["incident", "ban"], severity: "high", services: ["shop.*"], nodes: ["*"], labels: { container: ["web-*", "api"] } }, t)).toBe("Incidents, Bans · High and worse · shop.* · container = web-*, api");
});

it("says in a line at which hours", () => {
  expect(hoursText({ timezone: "UTC", weekdays: [1, 0], begin: "09:00", end: "18:00" }, t)).toBe("Mon, Tue 09:00–18:00 UTC");
  expect(hoursText({ timezone: "UTC", weekdays: [0, 1, 2, 3, 4, 5, 6], begin: "22:00", end: "06:00" }, t)).toBe("every day 22:00–06:00 UTC");
});

it("calls a chat by its title, else by where it is", () => {
  expect(chatName({ title: "On duty", address: "-100", topic: "" })).toBe("On duty");
  expect(chatName({ title: "", address: "-100", topic: "7" })).toBe("-100 / 7");
});

it("takes no status that there is not", () => {
  expect([statusOf("refused"), statusOf("<b>"), statusOf(undefined)]).toEqual(["refused", undefined, undefined]);
});
