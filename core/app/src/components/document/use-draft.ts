import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { checkDraft, type Place } from "@/api/config";

import { dropDraft, keepDraft, keptDraft } from "./kept-draft";

type Edited<S> = { by: "form"; spec: S } | { by: "text"; text: string };
const PAUSE_MS = 350;

/** A value that follows another one once that has been at rest for a moment. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/**
 * A document while it is edited, by a form or as text: whichever was touched last is what counts, and the core reads both.
 * What is not saved is kept on this device.
 */
export function useDraft<S extends object>({ kind, name }: Place, saved: S, revision: number, checks: boolean) {
  const [kept] = useState(() => keptDraft(kind, name));
  const [edited, setEdited] = useState<Edited<S> | null>(kept && { by: "text", text: kept.text });
  const savedText = useMemo(() => JSON.stringify(saved), [saved]);
  const [base, setBase] = useState(kept?.base || savedText);
  const sent = useMemo(() => (!edited ? savedText : edited.by === "form" ? JSON.stringify(edited.spec) : edited.text), [edited, savedText]);
  const rested = useRested(sent);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["draft", kind, name, rested, revision],
    queryFn: ({ signal }) => checkDraft({ kind, name }, rested, signal),
    enabled: checks,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  const isChecked = data !== undefined && !isPlaceholderData && rested === sent;
  useEffect(() => {
    if (edited) keepDraft(kind, name, sent, base);
  }, [edited, sent, base, kind, name]);
  const edit = (next: Edited<S>) => {
    if (!edited) setBase(savedText);
    setEdited(next);
  };
  const isReadable = edited?.by !== "text" || Boolean(data?.spec) || !isChecked;
  return {
    checked: data,
    error,
    isChecked,
    isEdited: edited !== null,
    isReadable,
    isOvertaken: edited !== null && base !== savedText,
    restoredAt: edited && kept && edited.by === "text" && edited.text === kept.text ? kept.at : null,
    sent,
    spec: edited?.by === "form" ? edited.spec : edited && data?.spec ? (data.spec as unknown as S) : saved,
    /** As it is shown: what was typed, else as the core would keep it. */
    text: edited?.by === "text" ? edited.text : isChecked && data.spec ? data.text : JSON.stringify(edited ? edited.spec : saved, null, 2),
    editSpec: (spec: S) => edit({ by: "form", spec }),
    editText: (text: string) => edit({ by: "text", text }),
    forget: () => {
      dropDraft(kind, name);
      setEdited(null);
    },
  };
}

export type DraftState<S extends object> = ReturnType<typeof useDraft<S>>;
