import { Page } from "@/components/page";
import { useRange } from "@/lib/view";

import { SourceList } from "./list";
import { Overview } from "./overview";
import { isNow } from "./requests";
import { useText } from "./text/use";

/** Who is here, and what they do. */
export default function SourcesScreen() {
  const { t } = useText();
  const now = isNow(useRange());
  return (
    <Page lead={now ? t.who.lead : t.who.leadPast}>
      <Overview />
      <SourceList />
    </Page>
  );
}
