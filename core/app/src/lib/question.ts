import { createStore } from "./store";

/** What somebody is asked before it is done; `name` is to be typed where something is lost for good. */
export interface Question {
  title: string;
  lead: string;
  action: string;
  name?: string;
  onConfirm: () => void;
}

/** Asked over whichever screen is shown, as what is asked about may have begun on another one. */
export const question = createStore<Question | null>(null);
