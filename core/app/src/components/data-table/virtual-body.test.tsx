import { render } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { afterEach, expect, it, vi } from "vitest";

import VirtualBody from "./virtual-body";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const rows = Array.from({ length: 100 }, (_, i) => i);

/** Somebody scrolls after the rows were drawn and before they are shown. */
function Scrolled() {
  useLayoutEffect(() => void vi.stubGlobal("scrollY", 500));
  return null;
}

it("a page that is scrolled while its rows are drawn stays where it is", () => {
  const goes = vi.spyOn(window, "scrollTo").mockImplementation(() => undefined);
  render(<table><Scrolled /><VirtualBody rows={rows} keyOf={String} height={45} table={{ current: null }} current={null}>{(row) => <tbody key={row} />}</VirtualBody></table>);
  expect(goes.mock.calls.map(([to]) => to)).toMatchObject([{ top: 500 }]);
});
