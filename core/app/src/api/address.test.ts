import { expect, it } from "vitest";

import { addressOf } from "./address";

it("a list is asked as often as it is long, and what is not given is left out", () => {
  expect(addressOf("logs", { source: ["a/container:b", "c&d"], follow: true, q: undefined })).toBe("/api/v1/logs?source=a%2Fcontainer%3Ab&source=c%26d&follow=true");
});
