import { Link, useNavigate } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";

import { session } from "@/api/session";
import { Menu } from "@/components/menu";
import { useText } from "@/lib/i18n/react";
import { useStore } from "@/lib/store";

import { type Place, PLACES, placesOf } from "./places";
import { useProfileItems } from "./profile";
import { carried, PlaceBadge, useIsOf } from "./rail";

const cell = "relative flex min-w-0 flex-1 flex-col items-center justify-center gap-1 text-2xs font-medium text-fg2 aria-[current=page]:text-accent";

export function BottomBar({ onKeys }: { onKeys: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const rest = placesOf(useStore(session)).filter((place) => !place.bar).map((place) => ({
    label: t.nav[place.name], icon: <place.icon size={15} />, onSelect: () => void navigate({ to: place.to, search: carried as never }),
  }));
  const items = [...rest, ...useProfileItems(onKeys)];
  return (
    <nav aria-label={t.nav.main} className="fixed inset-x-0 bottom-0 z-20 flex h-[60px] border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] md:hidden print:hidden">
      {PLACES.filter((place) => place.bar).map((place) => <BarLink key={place.to} place={place} />)}
      <Menu
        items={items}
        button={<button type="button" className={cell} title={t.header.profile}><Ellipsis size={20} aria-hidden="true" />{t.nav.more}</button>}
      />
    </nav>
  );
}

function BarLink({ place }: { place: Place }) {
  const { t } = useText();
  const current = useIsOf(place);
  return (
    <Link to={place.to} aria-current={current} search={carried as never} className={cell}>
      <span className="relative">
        <place.icon size={20} strokeWidth={1.75} aria-hidden="true" />
        <PlaceBadge name={place.name} className="absolute -top-1.5 left-3" />
      </span>
      <span className="cut max-w-full px-1">{t.nav[place.name]}</span>
    </Link>
  );
}
