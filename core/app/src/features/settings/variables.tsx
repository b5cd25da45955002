import type { Settings } from "@/api/types";
import { CopyButton } from "@/components/copy";
import type { Formats } from "@/lib/format";

import type { Entry } from "./entries";
import { type Texts, useText } from "./text/use";

type Setting = Settings["settings"][number];

/** What is set by variables of the core's environment: read here, changed there. */
export function useVariables(settings: Settings | undefined, groups: readonly Setting["group"][]): readonly Entry[] {
  const { t, f } = useText();
  return (settings?.settings ?? []).filter((each) => groups.includes(each.group)).map((each) => {
    const said = t.settings.variables[each.name as keyof Texts["settings"]["variables"]] ?? { title: each.name, lead: "" };
    return { id: each.name, title: said.title, lead: said.lead, words: each.name, body: <Value setting={each} text={valueText(each, t, f)} /> };
  });
}

function Value({ setting, text }: { setting: Setting; text: string }) {
  return (
    <div className="grid min-w-0 justify-items-start gap-1 md:justify-items-end">
      <span className={setting.is_set ? "num max-w-full break-all font-medium md:text-right" : "text-fg3"}>{text}</span>
      <span className="flex items-center gap-1"><code className="mono break-all text-fg3">{setting.name}</code><CopyButton text={setting.name} /></span>
    </div>
  );
}

function valueText({ value, unit, is_secret, is_set }: Setting, t: Texts, f: Formats): string {
  if (!is_set) return t.settings.notSet;
  if (is_secret) return t.settings.secret;
  switch (unit) {
    case "days":
      return t.settings.days(Number(value));
    case "bytes":
      return f.bytes(Number(value));
    case "per_second":
      return t.settings.perSecond(Number(value));
    default:
      return value === "yes" ? t.settings.yes : value === "no" ? t.settings.no : value;
  }
}
