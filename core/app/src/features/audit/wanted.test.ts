import { expect, it } from "vitest";

import { filterOf, wantedOf } from "./wanted";

it("fields are asked for by name, and what is excluded is asked to be left out", () => {
  expect(wantedOf('who:admin -action:sign_in -action:sign_out subject:"an old node" edge 1')).toEqual({ who: "admin", not_action: ["sign_in", "sign_out"], subject: "an old node", text: "edge 1" });
});

it("what is no field is a word, and what is not typed to its end asks for nothing", () => {
  expect([wantedOf("2001:db8::1 kind:token"), wantedOf("-who: "), wantedOf("")]).toEqual([{ text: "2001:db8::1 kind:token" }, {}, {}]);
});

it("who, what and to what come from links, too", () => {
  expect(filterOf({ who: "ann", action: "create_node", q: "edge -who:bob" })).toBe("who:ann action:create_node edge -who:bob");
});
