import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "@/components/button";

import { SelectField } from "./fields";
import { chatsQuery, type Previewed, testTemplate } from "./requests";
import { TestOutcome } from "./test-outcome";
import { useTest } from "./testing";
import { useText } from "./text/use";
import { chatName } from "./words";

/** What is previewed is sent to a chat, saved or not. */
export function SendTest({ asked }: { asked: Previewed }) {
  const { t } = useText();
  const { data } = useQuery(chatsQuery);
  const [chosen, setChosen] = useState("");
  const chats = data?.chats ?? [];
  const chat = chosen || (chats[0]?.id ?? "");
  const test = useTest(() => testTemplate(asked, chat));
  if (chats.length === 0) return null;
  return (
    <section aria-label={t.templates.sendTest} className="grid gap-2">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
        <SelectField label={t.templates.sendTest} value={chat} options={chats.map((each) => ({ value: each.id, label: chatName(each) }))} onChange={setChosen} />
        <Button disabled={test.busy} onClick={test.send}>{t.chats.test}</Button>
      </div>
      <TestOutcome outcome={test.outcome} />
    </section>
  );
}
