import { useQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";

import type { PolicyRules } from "@/api/types";
import { Button } from "@/components/button";

import { checkedQuery } from "./requests";
import { Sentence } from "./sentence";
import { useText } from "./text/use";

type Template = PolicyRules["templates"][number];

interface Props {
  templates: readonly Template[];
  blocked: string | false;
  onUse: (template: Template) => void;
}

/** Rules to begin with, which only watch at first. */
export function Templates({ templates, blocked, onUse }: Props) {
  const { t } = useText();
  return (
    <section aria-labelledby="templates" className="panel min-w-0 p-4">
      <h2 id="templates" className="text-md font-semibold">{t.rules.begin} <span className="num text-xs font-normal text-fg3">{t.rules.beginLead}</span></h2>
      <ul className="mt-3 grid gap-3 lg:grid-cols-3">
        {templates.map((template) => <Offered key={template.id} template={template} blocked={blocked} onUse={() => onUse(template)} />)}
      </ul>
    </section>
  );
}

function Offered({ template: { id, text }, blocked, onUse }: { template: Template; blocked: string | false; onUse: () => void }) {
  const { t } = useText();
  const { data } = useQuery(checkedQuery(text));
  const known = id as keyof typeof t.rules.templates;
  return (
    <li className="grid content-start gap-2 rounded-ctl border border-line p-3">
      <b className="font-semibold">{t.rules.templates[known]}</b>
      <p className="text-fg2">{t.rules.templateLead[known]}</p>
      <div className="min-h-14 text-xs">{data?.statement && <Sentence statement={data.statement} />}</div>
      <div><Button blocked={blocked} onClick={onUse}><Eye size={14} aria-hidden="true" />{t.rules.use}</Button></div>
    </li>
  );
}
