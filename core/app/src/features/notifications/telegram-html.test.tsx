import { render } from "@testing-library/react";
import { expect, it } from "vitest";

import { TelegramHtml } from "./telegram-html";

const shown = (html: string) => render(<TelegramHtml html={html} />).container;

it("shows the tags that Telegram knows", () => {
  const page = shown('<b>Flood</b>: <code>198.51.100.7</code> <a href="https://dozor.example/incidents/1">open</a>');
  expect(page.textContent).toBe("Flood: 198.51.100.7 open");
  expect(page.querySelector("b")).toHaveTextContent("Flood");
  expect(page.querySelector("a")).toHaveAttribute("href", "https://dozor.example/incidents/1");
});

it("lets nothing else through but its text", () => {
  const page = shown('<img src=x onerror="window.broken=1"><script>window.broken=1</script><a href="javascript:window.broken=1">here</a><b onclick="x()" style="position:fixed">bold</b>');
  expect(page.querySelector("img, script, a")).toBeNull();
  expect(page.querySelector("b")?.getAttributeNames().filter((name) => name !== "class")).toEqual([]);
  expect(page.textContent).toBe("herebold");
});
