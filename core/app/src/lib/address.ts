const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|(?=\/|$))){4}(?:\/(?:3[0-2]|[12]?\d))?$/;
const V6 = /^(?=.*:)[0-9a-f:.]{2,45}(?:\/(?:12[0-8]|1[01]\d|\d?\d))?$/i;

/** An IPv4 or IPv6 address or network that somebody typed, tidied, or null. The core has the last word. */
export function addressIn(text: string): string | null {
  const clean = text.trim().replace(/^\[|\]$/g, "");
  if (V4.test(clean)) return clean;
  const colons = clean.split(":").length - 1;
  return V6.test(clean) && colons >= 2 && (colons <= 7 || clean.includes("::")) && !clean.includes(":::") ? clean.toLowerCase() : null;
}
