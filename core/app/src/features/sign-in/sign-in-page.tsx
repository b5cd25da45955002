import { Frame } from "./frame";
import { ProviderButton } from "./provider-button";
import { SignInForm } from "./sign-in-form";
import { useText } from "./text/use";

export default function SignInPage() {
  const { t } = useText();
  return (
    <Frame lead={t.signIn.lead}>
      <SignInForm />
      <ProviderButton />
      <p className="mt-5 border-t border-line pt-4 text-xs text-fg2">{t.signIn.firstRun}</p>
    </Frame>
  );
}
