import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";

import { tellFailed } from "@/api/failed";
import { may, session } from "@/api/session";
import type { Node } from "@/api/types";
import { Button } from "@/components/button";
import { useStore } from "@/lib/store";
import { showToast } from "@/lib/toasts";

import { changeGroups } from "./requests";
import { useText } from "./text/use";

const SEPARATED = /[\s,;]+/;

/** The groups that a node is in, by which people are limited to some nodes. */
export function Groups({ node }: { node: Node }) {
  const { t } = useText();
  const client = useQueryClient();
  const [text, setText] = useState(node.groups.join(", "));
  const ids = { field: useId(), help: useId() };
  const blocked = may(useStore(session), "operate") ? false : t.state.needs.operate;
  const save = useMutation({
    mutationFn: () => changeGroups(node.id, [...new Set(text.split(SEPARATED).filter(Boolean))]),
    onSuccess: ({ name }) => showToast({ tone: "done", title: t.nodes.groupsSaved(name) }),
    onError: (error) => tellFailed(error, t),
    onSettled: () => client.invalidateQueries({ queryKey: ["nodes"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!blocked) save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-1">
      <label htmlFor={ids.field} className="label">{t.nodes.groups}</label>
      <div className="flex gap-2">
        <input id={ids.field} aria-describedby={ids.help} className="field mono min-w-0 flex-1" readOnly={blocked !== false} maxLength={2000} autoComplete="off" autoCapitalize="none" spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        <Button type="submit" blocked={blocked} disabled={save.isPending}>{t.nodes.saveGroups}</Button>
      </div>
      <p id={ids.help} className="text-xs text-fg3">{t.nodes.groupsHelp}</p>
    </form>
  );
}
