import type { Texts } from "./text/use";

/** Behind an act that went on after it was answered. */
const DONE = "_done";

/** What was done, in words; what has none yet is shown readably rather than hidden. */
export function actionText(action: string, t: Texts): string {
  if (action.endsWith(DONE)) return t.audit.done(actionText(action.slice(0, -DONE.length), t));
  const words = action.replaceAll("_", " ");
  return (t.audit.actions as Record<string, string>)[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export const kindText = (kind: string, t: Texts): string => (t.audit.kinds as Record<string, string>)[kind] ?? kind;
