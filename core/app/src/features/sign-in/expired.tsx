import { session } from "@/api/session";
import { Modal } from "@/components/modal";

import { ProviderButton } from "./provider-button";
import { SignInForm } from "./sign-in-form";
import { useText } from "./text/use";

/** Over the page of who has to sign in again, which stays as it is. */
export default function Expired({ login }: { login: string }) {
  const { t } = useText();
  return (
    <Modal title={t.signIn.expired} onClose={() => session.set({ phase: "out", me: null })}>
      <div className="p-5">
        <p className="mb-4 text-fg2">{t.signIn.expiredLead}</p>
        <SignInForm login={login} />
        <ProviderButton />
      </div>
    </Modal>
  );
}
