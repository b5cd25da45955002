const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** What a text holds: certificates, and a private key; anything else of it is left out. */
export function takenApart(text: string): { chain: string; key: string } {
  const blocks = [...text.matchAll(BLOCK)];
  const of = (sign: RegExp) => blocks.filter(([, kind = ""]) => sign.test(kind)).map(([block]) => block).join("\n");
  return { chain: of(/^(X509 |TRUSTED )?CERTIFICATE$/), key: of(/PRIVATE KEY$/) };
}
