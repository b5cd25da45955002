/** What somebody has written and not saved, kept over a reload; templates hold no secrets. */
const place = (set: string, template: string) => `dozor.page.${set}.${template}`;

export function keptDraft(set: string, template: string): string | null {
  try {
    return localStorage.getItem(place(set, template));
  } catch {
    return null;
  }
}

/** Keeps it, or forgets it where there is nothing to keep. */
export function keepDraft(set: string, template: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(place(set, template));
    else localStorage.setItem(place(set, template), text);
  } catch {
    // A browser that keeps nothing loses it with the page, as any form.
  }
}
