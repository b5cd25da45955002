import { expect, it } from "vitest";

import { refusalText } from "./refusals";

const plain = { type: "about:blank", code: "", args: {}, message: "", parts: [] } as const;
const part = (field: string, message: string, code = "", args = {}) => ({ field, message, code, args });
const refused = (status: number, type = "about:blank", field = "") => ({ ...plain, status, type, parts: field ? [part(field, "x")] : [] });

it.each([
  ["a type of its own", refused(409, "urn:dozor:last-administrator"), "Это последний администратор."],
  ["a status that says enough", refused(404), "Такого нет."],
  ["what the core says better", refused(409), ""],
  ["a field by its name", refused(422, "urn:dozor:not-valid", "body.name"), "Не годится: name."],
  ["a filter by what does not work of it", { ...plain, status: 422, type: "urn:dozor:wrong-filter", parts: [part("status:abc", "no_number")] }, "Фильтр не понят. status:abc: нужно число, как 404, 0.5 или 10k."],
  ["a code with what belongs to it", { ...plain, status: 409, code: "deployment_going_on", args: { deployment: "af01" } } as const, "Уже идёт выкладка af01."],
  ["each of several faults by its place", { ...plain, status: 422, parts: [part("domain shop: locations.0", "in English", "no_service", { service: "web" }), part("line 3", "in English", "field_missing")] }, "Не годится: домен shop: locations.0: сервиса web нет; строка 3: обязательное поле."],
  ["a fault as it came where nobody has words", { ...plain, status: 422, parts: [part("node edge", "in English", "of_tomorrow"), part("domain shop", "in English", "unserved")] }, "Не годится: узел edge: in English; домен shop: этот домен не обслуживает ни один узел."],
  ["a type that nobody wrote words for", refused(404, "urn:dozor:new"), ""],
])("says %s", (_, refusal, text) => expect(refusalText(refusal)).toBe(text));
