import { expect, it } from "vitest";

import { refusalText } from "./refusals";

const plain = { type: "about:blank", code: "", args: {}, message: "", parts: [] } as const;
const refused = (status: number, type = "about:blank", field = "") => ({ ...plain, status, type, parts: field ? [{ field, message: "x" }] : [] });

it.each([
  ["a type of its own", refused(409, "urn:dozor:last-administrator"), "Это последний администратор."],
  ["a status that says enough", refused(404), "Такого нет."],
  ["what the core says better", refused(409), ""],
  ["a field by its name", refused(422, "urn:dozor:not-valid", "body.name"), "Не годится: name."],
  ["a filter by what does not work of it", { ...plain, status: 422, type: "urn:dozor:wrong-filter", parts: [{ field: "status:abc", message: "no_number" }] }, "Фильтр не понят. status:abc: нужно число, как 404, 0.5 или 10k."],
  ["a code with what belongs to it", { ...plain, status: 409, code: "deployment_going_on", args: { deployment: "af01" } } as const, "Уже идёт выкладка af01."],
  ["a type that nobody wrote words for", refused(404, "urn:dozor:new"), ""],
])("says %s", (_, refusal, text) => expect(refusalText(refusal)).toBe(text));
