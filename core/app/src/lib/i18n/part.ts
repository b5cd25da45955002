import type { Formats } from "../format";
import type { Lang } from "../prefs";
import type { Msg } from "./en";
import { useText } from "./react";

/** The texts of everywhere, and those of a part of the application; what both have in a section stands side by side. */
export type With<P> = Omit<Msg, keyof P> & { [K in keyof P]: K extends keyof Msg ? Msg[K] & P[K] : P[K] };

export function joined<P extends object>(t: Msg, part: P): With<P> {
  const sections = Object.entries(part).map(([name, texts]) => [name, { ...(t as unknown as Record<string, object>)[name], ...(texts as object) }]);
  return { ...t, ...Object.fromEntries(sections) } as With<P>;
}

/**
 * Makes the `useText` of a part. Its texts come with the chunk that uses them, in both languages: that is a few KiB, and
 * a switch of the language waits for nothing. What the first screen shows stands in `en.ts`, of which Russian is apart.
 */
export function partText<P extends object>(part: Record<Lang, P>): () => { t: With<P>; f: Formats; lang: Lang } {
  const made = new WeakMap<Msg, With<P>>();
  return function usePartText() {
    const { t, f, lang } = useText();
    const known = made.get(t) ?? joined(t, part[lang]);
    made.set(t, known);
    return { t: known, f, lang };
  };
}
