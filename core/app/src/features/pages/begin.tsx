import { FilePlus2 } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/button";
import { SelectField } from "@/components/field";
import { Empty } from "@/components/states";

import { newTemplate, type Page } from "./page";
import { type Form, type Language, ownTemplate } from "./requests";
import { useText } from "./text/use";

interface Props {
  page: Page;
  form: Form;
  language: Language;
  blocked: string | false;
  onBegin: (template: string, source: string) => void;
}

/** A first template: Dozor's own, or nothing. */
export function Begin({ page, form, language, blocked, onBegin }: Props) {
  const { t } = useText();
  const [every, setEvery] = useState<"every" | "one">("every");
  const [busy, setBusy] = useState(false);
  const name = newTemplate(page, every === "one" ? language : null, form);
  const begin = async () => {
    setBusy(true);
    const source = await ownTemplate(form).catch(() => "");
    onBegin(name, source);
  };
  return (
    <Empty icon={<FilePlus2 size={18} />} title={t.errorPages.noOwn}>
      <div className="grid justify-items-center gap-4">
        {form === "html" && <div className="w-56 text-left"><SelectField label={t.errorPages.which} value={every} onChange={setEvery} options={[{ value: "every", label: t.errorPages.every }, { value: "one", label: t.errorPages.only[language] }]} /></div>}
        <span className="flex flex-wrap justify-center gap-2">
          <Button kind="primary" blocked={blocked} disabled={busy} onClick={() => void begin()}>{t.errorPages.begin}</Button>
          <Button blocked={blocked} onClick={() => onBegin(name, "")}>{t.errorPages.empty}</Button>
        </span>
      </div>
    </Empty>
  );
}
