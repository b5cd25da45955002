import { expect, it } from "vitest";

import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";

import { en as own } from "./text/en";
import { actionText } from "./words";

const t = joined(en, own);

it.each([["sign_in", "Signed in"], ["stop_container_done", "Stopped a container: what came of it"], ["paint_the_fence", "Paint the fence"]])("%s is told as %s", (action, text) => {
  expect(actionText(action, t)).toBe(text);
});
