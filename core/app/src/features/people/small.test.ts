import { expect, it } from "vitest";

import type { Account, ApiToken } from "@/api/types";
import { textOf } from "@/components/list-table/asked";
import type { Formats } from "@/lib/format";
import { joined } from "@/lib/i18n/part";
import { ru } from "@/lib/i18n/ru";

import { accountColumns } from "./account-columns";
import { agentName } from "./agent";
import { namesIn } from "./limits";
import { darkPath } from "./qr";
import { ru as part } from "./text/ru";
import { tokenColumns } from "./token-columns";

const t = joined(ru, part);
const everywhere = { services: null, groups: null };

it.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0", "Edge, Windows"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iOS"],
  ["curl/8.5.0", "curl/8.5.0"],
  ["", ""],
])("of %s people are told %s", (agent, name) => {
  expect(agentName(agent)).toBe(name);
});

it("a browser that goes on for ever is cut", () => {
  expect(agentName("x".repeat(5000))).toHaveLength(60);
});

it("names are read however they are separated, each once", () => {
  expect(namesIn(" shop.example, *.blog.example\n\nshop.example ; a")).toEqual(["shop.example", "*.blog.example", "a"]);
});

it("dark squares of a row that touch are drawn as one", () => {
  expect(darkPath(["1101", "0000", "0111"])).toBe("M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z");
});

it("words are looked for in what is said of an account and of a token, in the reader's language", () => {
  const account = { ...everywhere, login: "eve", role: "operator", second_factor: false, enabled: false, provider: "" } as unknown as Account;
  const token = { ...everywhere, name: "backup", login: "eve", permissions: ["read"], networks: [] } as unknown as ApiToken;
  expect(textOf(accountColumns(t, "ann"), account).split("\n")).toEqual(expect.arrayContaining([t.role.operator, t.people.disabled]));
  expect(textOf(tokenColumns(t, {} as Formats, 0, () => undefined), token)).toContain(t.people.permissions.read);
});
