import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Ban, Keyboard, Languages, LogOut, Moon, Play, Search, ShieldCheck, User } from "lucide-react";
import { useState } from "react";

import { allowMany, ban, FOUR_HOURS } from "@/api/acts";
import { may, session, signOut } from "@/api/session";
import { useSnapshot } from "@/api/snapshot";
import { Modal } from "@/components/modal";
import { addressIn } from "@/lib/address";
import { toggleTheme } from "@/lib/prefs";
import { DEFAULT_SECONDS } from "@/lib/range";
import { useStore } from "@/lib/store";
import { useRange, useSetRange, useViewSearch } from "@/lib/view";

import { early } from "./early";
import { ObjectsGroup } from "./palette-objects";
import { Group, type GroupProps, Item } from "./palette-parts";
import { letterOf, placesOf } from "./places";
import { toggleLang } from "./profile";
import { carried } from "./rail";
import { useText } from "./text/use";

interface Props {
  onClose: () => void;
  onKeys: () => void;
}

export default function Palette({ onClose, onKeys }: Props) {
  const { t } = useText();
  const [typed, setTyped] = useState(early.typed);
  const address = addressIn(typed);
  const then = (action: () => void) => () => {
    onClose();
    action();
  };
  return (
    <Modal title={t.palette.title} onClose={onClose} place="top">
      <Command label={t.palette.title} loop className="flex max-h-[min(500px,70vh)] flex-col">
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search size={16} className="text-fg3" aria-hidden="true" />
          <Command.Input
            data-autofocus
            value={typed}
            onValueChange={setTyped}
            placeholder={t.palette.placeholder}
            className="h-12 min-w-0 flex-1 bg-transparent text-md outline-none"
          />
        </div>
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-2">
          <Command.Empty className="px-3 py-8 text-center text-fg2">{t.palette.none}</Command.Empty>
          {address && <AddressGroup address={address} typed={typed} then={then} />}
          <ObjectsGroup typed={typed} then={then} />
          <SourcesGroup then={then} />
          <PagesGroup then={then} />
          <ActionsGroup then={then} onKeys={onKeys} />
        </Command.List>
      </Command>
    </Modal>
  );
}

function useOpenSource(): (source: string) => void {
  const navigate = useNavigate();
  return (source) => void navigate({ to: "/sources/$source", params: { source }, search: carried as never });
}

function AddressGroup({ address, typed, then }: GroupProps & { address: string; typed: string }) {
  const { t, f } = useText();
  const client = useQueryClient();
  const open = useOpenSource();
  const decides = may(useStore(session), "decide");
  const around = { client, t, f };
  return (
    <Group heading={t.palette.address}>
      <Item value={`${typed} open`} icon={<Search size={15} />} onSelect={then(() => open(address))}>{t.palette.open(address)}</Item>
      {decides && (
        <>
          <Item value={`${typed} ban`} icon={<Ban size={15} className="text-badink" />} onSelect={then(() => void ban(around, { source: address, seconds: FOUR_HOURS }))}>{t.palette.ban(address)}</Item>
          <Item value={`${typed} allow`} icon={<ShieldCheck size={15} className="text-okink" />} onSelect={then(() => void allowMany(around, [address]))}>{t.palette.allow(address)}</Item>
        </>
      )}
    </Group>
  );
}

function SourcesGroup({ then }: GroupProps) {
  const { t, f } = useText();
  const view = { service: useViewSearch().service ?? "", range: useRange() };
  const sources = useSnapshot(view, (data) => data.sources.slice(0, 5)) ?? [];
  const open = useOpenSource();
  if (sources.length === 0) return null;
  return (
    <Group heading={t.palette.sources}>
      {sources.map((row) => (
        <Item key={`${row.source} ${row.service}`} value={`${row.source} ${row.service}`} icon={<Ban size={15} className="text-badink" />} onSelect={then(() => open(row.source))}>
          <span className="mono">{row.source}</span> <span className="ml-2 text-fg2">{row.service} · {f.score(row.score)}</span>
        </Item>
      ))}
    </Group>
  );
}

function PagesGroup({ then }: GroupProps) {
  const { t } = useText();
  const navigate = useNavigate();
  return (
    <Group heading={t.palette.pages}>
      {placesOf(useStore(session)).map((place) => (
        <Item key={place.to} value={`${t.nav[place.name]} ${place.name}`} icon={<place.icon size={15} />} keys={["G", letterOf(place)]} onSelect={then(() => void navigate({ to: place.to, search: carried as never }))}>
          {t.nav[place.name]}
        </Item>
      ))}
      <Item value={`${t.header.profile} profile`} icon={<User size={15} />} onSelect={then(() => void navigate({ to: "/profile", search: carried as never }))}>{t.header.profile}</Item>
    </Group>
  );
}

function ActionsGroup({ then, onKeys }: GroupProps & { onKeys: () => void }) {
  const { t } = useText();
  const setRange = useSetRange();
  return (
    <Group heading={t.palette.actions}>
      <Item value={`${t.palette.theme} theme`} icon={<Moon size={15} />} onSelect={then(toggleTheme)}>{t.palette.theme}</Item>
      <Item value={`${t.palette.language} language язык`} icon={<Languages size={15} />} onSelect={then(toggleLang)}>{t.palette.language}</Item>
      <Item value={`${t.palette.live} live`} icon={<Play size={15} />} keys={["L"]} onSelect={then(() => setRange({ kind: "live", seconds: DEFAULT_SECONDS }))}>{t.palette.live}</Item>
      <Item value={`${t.palette.keys} shortcuts`} icon={<Keyboard size={15} />} keys={["?"]} onSelect={then(onKeys)}>{t.palette.keys}</Item>
      <Item value={`${t.palette.signOut} sign out`} icon={<LogOut size={15} />} onSelect={then(() => void signOut())}>{t.palette.signOut}</Item>
    </Group>
  );
}
