import { place } from "./place";

export type Asked = Record<string, string | number | boolean | readonly string[] | null | undefined>;

/** An address of the API with what is asked; a list is asked as often as it is long, and what is not there is not asked. */
export function addressOf(path: string, asked: Asked = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each != null) query.append(name, String(each));
  }
  const text = query.toString();
  return `${place}/api/v1/${path}${text && `?${text}`}`;
}
