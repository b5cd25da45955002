import { expect, it } from "vitest";

import { makeFormats } from "@/lib/format";
import { en } from "@/lib/i18n/en";
import { joined } from "@/lib/i18n/part";

import { notesText } from "./notes";
import { en as own } from "./text/en";

const [t, f] = [joined(en, own), makeFormats("en", "UTC", en)];

it.each([
  ['{"sources":47442,"trees":250,"auc":0.99127}', "Sources in training: 47,442 · Trees: 250 · auc: 0.9913"],
  ["my.npz", "my.npz"], ["[1]", "[1]"], ["", ""], ['{"<b>":"x"}', "<b>: x"],
])("%s is told as %s", (notes, text) => expect(notesText(notes, t, f)).toBe(text));
