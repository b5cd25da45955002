import { type FormEvent, useState } from "react";

import { ApiError } from "@/api/problem";
import { isWeak } from "@/api/session";

import { useText } from "./text/use";
import { weakText } from "./weak-text";

interface Ways {
  change: (old: string, next: string) => Promise<void>;
  /** What to say of an error that is neither a wrong nor a weak password. */
  explain: (error: unknown) => string;
}

/** The form that changes one's password by the old one: what is typed, whether it is being done, and why it was not. */
export function useOwnPassword({ change, explain }: Ways) {
  const { t: { password: said } } = useText();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (next === old) return setProblem(said.same);
    setBusy(true);
    setProblem("");
    try {
      await change(old, next);
      setOld("");
      setNext("");
    } catch (error) {
      const wrong = error instanceof ApiError && error.status === 401;
      setProblem(isWeak(error) ? weakText(error, said) : wrong ? said.wrong : explain(error));
    } finally {
      setBusy(false);
    }
  };
  return { old, setOld, next, setNext, busy, problem, submit: (event: FormEvent) => void submit(event) };
}
