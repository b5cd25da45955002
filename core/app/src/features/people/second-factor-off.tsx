import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { ApiError } from "@/api/problem";
import { isCodeWrong } from "@/api/session";
import { Button } from "@/components/button";
import { Modal } from "@/components/modal";
import { PasswordField } from "@/components/password-field";
import { useText as usePasswordText } from "@/components/text/use";
import { showToast } from "@/lib/toasts";

import { CodeField } from "./code-field";
import { KEY, turnOffSecondFactor } from "./requests";
import { useText } from "./text/use";
import { whyNot } from "./use-act";

/** Asks for both, as a stolen session must not turn it off. */
export default function TurnOff({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { t: { password: said } } = usePasswordText();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await turnOffSecondFactor(password, code);
      await client.invalidateQueries({ queryKey: KEY });
      showToast({ tone: "done", title: t.people.turnedOff });
      onClose();
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      setProblem(isCodeWrong(error) ? said.codeWrong : status === 401 ? said.wrong : whyNot(error, t));
      setBusy(false);
    }
  };
  return (
    <Modal title={t.people.turnOffTitle} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-3 p-4">
        <PasswordField label={t.people.password} autoComplete="current-password" data-autofocus value={password} onChange={setPassword} />
        <CodeField help={t.people.codeOrRecovery} value={code} onChange={setCode} />
        <p role="alert" className="text-badink empty:hidden">{problem}</p>
        <div className="flex justify-end gap-2">
          <Button kind="ghost" onClick={onClose}>{t.state.cancel}</Button>
          <Button kind="solidDanger" type="submit" disabled={busy}>{t.people.turnOff}</Button>
        </div>
      </form>
    </Modal>
  );
}
