import { en1 } from "./plural";

export const n = (value: number): string => value.toLocaleString("en");
export const count = (value: number, one: string, other: string): string => `${n(value)} ${en1(value, { one, other })}`;
