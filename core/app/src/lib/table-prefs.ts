import { createStore, useStorePart } from "./store";

export type Density = "normal" | "compact";

/** What a person chose for one table on this device: columns shown or hidden against their default, and its density. */
export interface TablePrefs {
  density?: Density;
  columns?: Readonly<Record<string, boolean>>;
}

const KEY = "dozor.tables";
const NONE: TablePrefs = {};

const tables = createStore<Readonly<Record<string, TablePrefs>>>(stored());

function stored(): Record<string, TablePrefs> {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof saved === "object" && saved !== null ? (saved as Record<string, TablePrefs>) : {};
  } catch {
    return {}; // private mode or damaged: the defaults do
  }
}

export const useTablePrefs = (table: string): TablePrefs => useStorePart(tables, (all) => all[table] ?? NONE);

export function setTablePrefs(table: string, change: TablePrefs): void {
  tables.set({ ...tables.get(), [table]: { ...tables.get()[table], ...change } });
  try {
    localStorage.setItem(KEY, JSON.stringify(tables.get()));
  } catch {
    return; // the choice then lives as long as the page
  }
}
