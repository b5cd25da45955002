import { useMutation, useQueryClient } from "@tanstack/react-query";
import { whyNot } from "@/api/failed";
import { useRef, useState } from "react";

import { changeToast, showToast } from "@/lib/toasts";

import { ALL, threadQuery } from "./requests";
import { useText } from "./text/use";

const LOOKS = 20;
const PAUSE_MILLISECONDS = 800;

/** What became of a test so far. */
export interface Outcome {
  title: string;
  tone: "done" | "failed";
  note: string;
}

export interface Test {
  send: () => void;
  busy: boolean;
  outcome: Outcome | null;
}

/** Sends a test and follows what comes of it; `tell` hears of each step. */
export function useTest(sending: () => Promise<{ thread_id: string }>, tell?: (outcome: Outcome) => void): Test {
  const { t } = useText();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const say = (title: string, tone: Outcome["tone"] = "done", note = "") => {
    setOutcome({ title, tone, note });
    tell?.({ title, tone, note });
  };
  const follow = async (id: string) => {
    for (let look = 0; look < LOOKS; look += 1) {
      const { status, error } = await client.fetchQuery({ ...threadQuery(id), staleTime: 0 });
      if (status === "delivered") return say(t.chats.testDone);
      if (status === "refused") return say(t.chats.testRefused, "failed", error);
      say(t.chats.tested, "done", error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  };
  const { mutate, isPending } = useMutation({
    mutationFn: async () => follow((await sending()).thread_id),
    onError: (error) => say(t.act.failed, "failed", whyNot(error, t)),
    onSettled: () => client.invalidateQueries(ALL),
  });
  return { send: () => mutate(), busy: isPending, outcome };
}

/** The same, each time told in one toast. */
export function useToldTest(sending: () => Promise<{ thread_id: string }>): Test {
  const toast = useRef(0);
  const test = useTest(sending, (outcome) => {
    if (toast.current) changeToast(toast.current, outcome);
    else toast.current = showToast(outcome);
  });
  const send = () => {
    toast.current = 0;
    test.send();
  };
  return { ...test, send };
}
