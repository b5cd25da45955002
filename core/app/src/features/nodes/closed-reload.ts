/** The reload whose panel somebody closed on this device: it stays closed at the next visit. */
const KEY = "dozor.reload";

export function keptClosed(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // private mode: it was not kept
  }
}

export function keepClosed(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    return; // it then stays closed as long as the page
  }
}
