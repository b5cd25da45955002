import type { Skipped } from "@/api/types";
import { useText } from "@/lib/i18n/react";

import { missingText } from "./words";

/** Why lines or requests are not here, marked where it stands in English. */
export function WhyMissing({ skipped }: { skipped: Skipped }) {
  const { lang, f } = useText();
  const text = missingText(skipped, lang, f);
  return <span lang={text === skipped.why ? "en" : undefined}>{text}</span>;
}
