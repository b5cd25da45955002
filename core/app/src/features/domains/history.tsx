import { useState } from "react";

import type { DomainSpec } from "@/api/types";
import { useChangeSearch } from "@/lib/view";

import { keepDraft } from "@/components/document/kept-draft";
import { Revisions } from "./revision-list";
import { useText } from "./text/use";
import type { Domain } from "./use-domains";

const STEP = 30;

/** What this domain was before; an older form opens in the editor, to be looked at before it is deployed. */
export default function DomainHistory({ domain }: { domain: Domain }) {
  const { t } = useText();
  const change = useChangeSearch();
  const [limit, setLimit] = useState(STEP);
  return (
    <section aria-label={t.domains.looks.history} className="panel overflow-x-auto">
      <Revisions
        document={`domain/${domain.name}`} limit={limit} onMore={() => setLimit(limit + STEP)}
        onTakeBack={(_, { after }) => {
          keepDraft("domain", domain.name, JSON.stringify(after as unknown as DomainSpec, null, 2));
          change({ look: "edit", open: undefined });
        }}
      />
    </section>
  );
}
