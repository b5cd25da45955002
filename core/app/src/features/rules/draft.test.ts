import { expect, test } from "vitest";

import { builtOf, moved, notifies, rowOf, secondsOf, textOf } from "./draft";

test("what was built is the text of what it says", () => {
  const text = "when score >= 0.8 and service is not *.test, shop.example then ban for 1h";
  const statement = {
    conditions: [
      { field: "score", kind: "number" as const, operator: ">=", value: "0.8" },
      { field: "service", kind: "service" as const, operator: "is not", value: "*.test, shop.example" },
    ],
    action: "ban" as const, duration: "1h", duration_seconds: 3600,
  };
  expect(textOf(builtOf(statement))).toBe(text);
});

test("a rule that notifies is built and read like the others, and told from them", () => {
  const condition = { field: "logins_600s", kind: "number" as const, operator: ">", value: "20" };
  const statement = { conditions: [condition], action: "notify" as const, duration: "4h", duration_seconds: 14_400 };
  expect(textOf(builtOf(statement))).toBe("when logins_600s > 20 then notify for 4h");
  expect([notifies({ statement }), notifies({ statement: { ...statement, action: "ban" } }), notifies({ statement: null })]).toEqual([true, false, false]);
});

test("a rule moves among the others and never out of the list", () => {
  expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], 1, 9)).toEqual(["a", "c", "b"]);
});

test("a new condition begins with what suits its field", () => {
  expect(rowOf({ name: "client_error_share", kind: "number" })).toEqual({ field: "client_error_share", operator: ">", value: "0.8" });
  expect(rowOf({ name: "agent", kind: "agent" })).toEqual({ field: "agent", operator: "is", value: "tool" });
});

test("durations are read as seconds", () => {
  expect(secondsOf("90m")).toBe(5400);
  expect(secondsOf("ever")).toBe(0);
});
