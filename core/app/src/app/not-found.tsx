import { Link, useRouterState } from "@tanstack/react-router";
import { Compass } from "lucide-react";

import { Empty } from "@/components/states";

import { useText } from "./text/use";

const LONGEST = 80;

/** Nothing stands at this address: which it was, and the ways on. */
export default function NotFound() {
  const { t } = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <div className="grid gap-1 py-10">
      <Empty icon={<Compass size={18} />} title={t.missing.title} lead={t.missing.lead(path.length > LONGEST ? `${path.slice(0, LONGEST)}…` : path)}>
        <Link to="/" className="ctl border border-line2 hover:bg-hover">{t.missing.home}</Link>
      </Empty>
      <p className="text-center text-xs text-fg3">{t.missing.search}</p>
    </div>
  );
}
