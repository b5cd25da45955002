import { useState } from "react";

import type { AlarmRule } from "@/api/types";

import { draftOf, type RuleDraft, ruleOf } from "./rule-draft";
import { readRule, writtenRule } from "./rule-text";

type Rule = AlarmRule["rule"];

interface Written {
  /** The fields; null while the rule is a text. */
  draft: RuleDraft | null;
  text: string;
  /** Why the text cannot be shown as fields. */
  error: SyntaxError | null;
  put: (change: Partial<RuleDraft>) => void;
  write: (text: string) => void;
  show: (form: "fields" | "text") => void;
  /** The rule as it is written now; throws SyntaxError where the text is none. */
  rule: () => Rule;
}

const FIRST: Partial<Rule> = { metric: "host.cpu_busy_share", above: 0.9, for_seconds: 600 };

/** What `begun` says in a URL, which is anybody's text; where that is no rule, the usual beginning. */
function begin(begun: string | undefined): Partial<Rule> {
  try {
    return begun ? readRule(begun) : FIRST;
  } catch {
    return FIRST;
  }
}

/** A rule that is written by fields or as a text, and changes from one to the other without a loss. */
export function useWritten(rule: Rule | undefined, begun: string | undefined): Written {
  const [draft, setDraft] = useState<RuleDraft | null>(() => draftOf(rule ?? begin(begun)));
  const [text, setText] = useState("");
  const [error, setError] = useState<SyntaxError | null>(null);
  return {
    draft, text, error,
    put: (change) => setDraft((before) => before && { ...before, ...change }),
    write: (next) => {
      setText(next);
      setError(null);
    },
    show: (form) => {
      if ((form === "fields") === (draft !== null)) return;
      if (draft) {
        setText(writtenRule(ruleOf(draft)));
        setDraft(null);
        return;
      }
      try {
        setDraft(draftOf(readRule(text)));
      } catch (wrong) {
        setError(wrong as SyntaxError);
      }
    },
    rule: () => (draft ? ruleOf(draft) : readRule(text)),
  };
}
