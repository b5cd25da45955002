import { useText } from "./text/use";

/** Why the answer takes its time. */
export function Studying() {
  const { t } = useText();
  return <p role="status" className="late mb-3 text-fg2">{t.models.studying}</p>;
}
