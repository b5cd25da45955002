import { Search, X } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";

import { cx } from "@/lib/cx";
import { useKeys } from "@/lib/keys";
import { isField, isUnread, type Token, tokensOf, tokenText, withoutToken } from "@/lib/token-filter";

import { useText } from "./data-table/text/use";
import { Kbd } from "./kbd";

interface Props {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** What can be asked for by name, and what each means: `country` → "Country". */
  fields: Readonly<Record<string, string>>;
  /** Values that a field has now. */
  values?: (name: string) => readonly string[];
  help?: string;
  className?: string;
}

const MOST_SUGGESTIONS = 8;
const joined = (tokens: readonly Token[]) => tokens.map((token) => token.text).join(" ");

/** A filter of words and of `name:value`: the latter become chips, and what can be asked for is suggested while typing. */
export function FilterField({ value, onChange, label, fields, values, help, className }: Props) {
  const { t } = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const names = new Set(Object.keys(fields));
  const tokens = tokensOf(value);
  const [typed, setTyped] = useState(() => joined(tokens.filter((token) => !isField(token, names))));
  const [at, setAt] = useState(-1);
  const [listed, setListed] = useState(false);
  // What was changed elsewhere, as by a key on a value or by Back, is no longer what is being typed.
  const own = tokensOf(typed).every(({ text }) => tokens.some((token) => token.text === text));
  const draft = own ? typed : joined(tokens.filter((token) => !isField(token, names)));
  const drafted = new Set(tokensOf(draft).map(({ text }) => text));
  const chips = tokens.filter((token) => isField(token, names) && !drafted.has(token.text));
  const unread = tokens.filter((token) => isField(token, names) && isUnread(token));
  const offers = listed ? suggestions(draft, fields, values) : [];
  useKeys({ Slash: () => input.current?.focus() });

  const write = (text: string, kept: readonly Token[] = chips) => {
    const inText = tokensOf(text);
    const finished = /\s$/.test(text) ? inText.filter((token) => isField(token, names)) : [];
    setTyped(finished.length > 0 ? joined(inText.filter((token) => !finished.includes(token))) : text);
    setAt(-1);
    setListed(true);
    onChange([joined(kept), text.trim()].filter(Boolean).join(" "));
  };
  const take = (offer: string) => {
    const before = draft.replace(/\S*$/, "");
    write(`${before}${offer}${offer.endsWith(":") ? "" : " "}`);
    input.current?.focus();
  };
  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    const offer = offers[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setListed(true);
      setAt((old) => (old + (event.key === "ArrowDown" ? 1 : -1) + offers.length + 1) % (offers.length + 1) || 0);
    } else if (event.key === "Enter" && offer) {
      event.preventDefault();
      take(offer);
    } else if (event.key === "Enter") write(`${draft} `);
    else if (event.key === "Escape") {
      if (offers.length > 0) setListed(false);
      else event.currentTarget.blur();
    } else if (event.key === "Backspace" && draft === "") {
      const last = chips.at(-1);
      if (!last) return;
      event.preventDefault();
      write(last.text, chips.slice(0, -1));
    }
  };
  return (
    <div className={cx("relative", className ?? "w-80 max-md:order-last max-md:w-full")} title={help}>
      <div className="field flex h-auto! min-h-[34px] flex-wrap items-center gap-1 py-[3px]! pr-1.5! pl-8! focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent">
        <Search size={14} aria-hidden="true" className="pointer-events-none absolute top-[10px] left-2.5 text-fg3" />
        {chips.map(({ text, negated }) => (
          <button key={text} type="button" aria-label={t.table.dropToken(text)} onClick={() => onChange(withoutToken(value, text))} className={cx("flex h-6 max-w-full items-center gap-1 rounded-chip px-1.5 text-xs hover:bg-active", negated ? "bg-sev3soft text-sev3ink" : "bg-accentsoft")}>
            <span className="cut">{text}</span><X size={12} className="shrink-0" aria-hidden="true" />
          </button>
        ))}
        <input
          ref={input}
          type="search"
          className="h-6 min-w-16 flex-1 bg-transparent outline-none"
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={offers.length > 0 ? id : undefined}
          aria-activedescendant={at >= 0 && offers[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={chips.length > 0 ? "" : label}
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={pressed}
          onFocus={() => setListed(true)}
          onBlur={() => setListed(false)}
        />
        {!value && <span aria-hidden="true" className="max-md:hidden"><Kbd>/</Kbd></span>}
        {unread.length > 0 && <p role="status" className="w-full text-xs break-all text-sev3ink">{t.table.unread(joined(unread))}</p>}
      </div>
      {offers.length > 0 && (
        <div id={id} role="listbox" aria-label={t.table.suggestions} className="pop absolute top-full right-0 left-0 z-20 mt-1 max-h-72 overflow-y-auto p-1">
          {offers.map((offer, i) => (
            // The keys of the field choose; a press is for who points.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div key={offer} id={`${id}-${i}`} role="option" tabIndex={-1} aria-selected={i === at} onPointerDown={(event) => event.preventDefault()} onClick={() => take(offer)} className={cx("flex min-h-7 cursor-pointer items-center gap-3 rounded-chip px-2 hover:bg-active pointer-coarse:min-h-11", i === at && "bg-active")}>
              <span className="mono cut flex-1">{offer}</span>
              {offer.endsWith(":") && <span className="text-xs text-fg3">{fields[offer.replace(/^-|:$/g, "")]}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** What the last token being typed may become: a field's name, or a value of the field. */
function suggestions(draft: string, fields: Props["fields"], values: Props["values"]): readonly string[] {
  const word = /\S*$/.exec(draft)?.[0] ?? "";
  const [, minus = "", name = "", sign = "", begun = ""] = /^(-?)([\p{L}_]*)(:?)(.*)$/u.exec(word) ?? [];
  if (!sign) return begun ? [] : Object.keys(fields).filter((field) => field.startsWith(name.toLowerCase())).slice(0, MOST_SUGGESTIONS).map((field) => `${minus}${field}:`);
  const known = [...new Set(values?.(name.toLowerCase()) ?? [])].filter((value) => value.toLowerCase().includes(begun.toLowerCase().replace(/^"/, "")));
  return known.length === 1 && known[0] === begun ? [] : known.slice(0, MOST_SUGGESTIONS).map((value) => tokenText(name.toLowerCase(), value, minus === "-"));
}
