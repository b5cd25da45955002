/** Forms by `Intl.PluralRules` category; `other` is the fallback. */
export interface Forms {
  one: string;
  few?: string;
  many?: string;
  other: string;
}

const english = new Intl.PluralRules("en");
const russian = new Intl.PluralRules("ru");

const formOf = (rules: Intl.PluralRules, n: number, forms: Forms): string =>
  forms[rules.select(n) as keyof Forms] ?? forms.other;

export const en1 = (n: number, forms: Forms): string => formOf(english, n, forms);
export const ru1 = (n: number, forms: Forms): string => formOf(russian, n, forms);
