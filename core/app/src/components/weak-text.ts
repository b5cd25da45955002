import { weaknessOf } from "@/api/session";

import type { Texts } from "./text/use";

/** Why a password was refused, in the reader's language. */
export const weakText = (error: unknown, said: Texts["password"]): string =>
  said.weaknesses[weaknessOf(error) as keyof typeof said.weaknesses] ?? said.weak;
