import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { ApiError } from "@/api/problem";
import { isCodeWrong } from "@/api/session";
import type { SecondFactorSetup } from "@/api/types";
import { Button } from "@/components/button";
import { CopyButton } from "@/components/copy";
import { Modal } from "@/components/modal";
import { PasswordField } from "@/components/password-field";
import { useText as usePasswordText } from "@/components/text/use";

import { CodeField } from "./code-field";
import { QrCode } from "./qr";
import { RecoveryCodes } from "./recovery-codes";
import { confirmSecondFactor, KEY, setUpSecondFactor } from "./requests";
import { useText } from "./text/use";
import { whyNot } from "./use-act";

/** The password, then the secret for an authenticator app, then its first code, then what opens without the app. */
export default function SetUp({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { t: { password: said } } = usePasswordText();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [made, setMade] = useState<SecondFactorSetup | null>(null);
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      if (made === null) setMade(await setUpSecondFactor(password));
      else setCodes((await confirmSecondFactor(code)).codes);
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      setProblem(isCodeWrong(error) ? said.codeWrong : status === 401 ? said.wrong : whyNot(error, t));
    } finally {
      setBusy(false);
    }
  };
  const done = () => {
    void client.invalidateQueries({ queryKey: KEY });
    onClose();
  };
  if (codes) return <Modal title={t.people.recoveryCodes} onClose={done}><RecoveryCodes codes={codes} onDone={done} /></Modal>;
  return (
    <Modal title={t.people.setUpTitle} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid grid-cols-[minmax(0,1fr)] gap-3 p-4">
        {made ? <Secret made={made} code={code} onCode={setCode} /> : <PasswordField label={t.people.passwordAgain} autoComplete="current-password" data-autofocus value={password} onChange={setPassword} />}
        <p role="alert" className="text-badink empty:hidden">{problem}</p>
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy}>{made ? t.people.turnOn : t.people.next}</Button>
        </div>
      </form>
    </Modal>
  );
}

function Secret({ made, code, onCode }: { made: SecondFactorSetup; code: string; onCode: (code: string) => void }) {
  const { t } = useText();
  const spaced = made.secret.match(/.{1,4}/g)?.join(" ") ?? made.secret;
  return (
    <>
      <p className="text-fg2">{t.people.scan}</p>
      <div className="flex flex-wrap items-center gap-4">
        <QrCode rows={made.squares} label={t.people.qr} />
        <div className="grid min-w-0 flex-1 basis-48 gap-1.5">
          <span className="text-xs text-fg2">{t.people.byHand}</span>
          <output className="mono break-words select-all">{spaced}</output>
          <span><CopyButton text={made.secret} label={t.state.copy} /></span>
        </div>
      </div>
      <CodeField data-autofocus help={t.people.firstCode} value={code} onChange={onCode} />
    </>
  );
}
