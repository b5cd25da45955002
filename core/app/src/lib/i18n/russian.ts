import { ru1 } from "./plural";

export const n = (value: number): string => value.toLocaleString("ru");
export const count = (value: number, one: string, few: string, many: string): string => `${n(value)} ${ru1(value, { one, few, many, other: few })}`;
export const sources = (value: number): string => count(value, "источник", "источника", "источников");
export const lines = (value: number): string => count(value, "строка", "строки", "строк");
