import { Check, Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useId, useState } from "react";

import { cx } from "@/lib/cx";

import { useText } from "./text/use";

/** What the core asks of a password that a person chooses; the rest of its rules it alone can judge. */
export const PASSWORD_LENGTH = 12;

interface Props extends Omit<ComponentProps<"input">, "onChange" | "type" | "value"> {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A password that can be looked at while it is typed. */
export function PasswordField({ label, value, onChange, className, ...rest }: Props) {
  const { t } = useText();
  const [visible, setVisible] = useState(false);
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs text-fg2">{label}</label>
      <div className="relative">
        <input {...rest} id={id} className={cx("field pr-10!", className)} type={visible ? "text" : "password"} required maxLength={200} value={value} onChange={(event) => onChange(event.target.value)} />
        <button type="button" aria-label={visible ? t.password.hide : t.password.show} onClick={() => setVisible(!visible)} className="absolute inset-y-0 right-0 grid w-10 place-items-center text-fg3 hover:text-fg">
          {visible ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
        </button>
      </div>
    </div>
  );
}

/** A password to be, with what it has to be. */
export function NewPasswordField({ value, ...rest }: Omit<Props, "label">) {
  const { t } = useText();
  const help = useId();
  const left = PASSWORD_LENGTH - [...value].length;
  return (
    <div className="grid gap-1.5">
      <PasswordField {...rest} label={t.password.new} value={value} autoComplete="new-password" minLength={PASSWORD_LENGTH} aria-describedby={help} />
      <p id={help} className="text-xs text-fg3">{t.password.rules(PASSWORD_LENGTH)}</p>
      {value && <p className={cx("num flex items-center gap-1 text-xs", left > 0 ? "text-fg3" : "text-okink")}>{left > 0 ? t.password.short(left) : <><Check size={13} aria-hidden="true" />{t.password.longEnough}</>}</p>}
    </div>
  );
}
