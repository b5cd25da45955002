import { createElement, Fragment, type ReactNode } from "react";

const SHOWN: Record<string, string> = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote" };
const LOOKS: Record<string, string> = { code: "mono rounded bg-active px-1", pre: "mono my-1 overflow-x-auto rounded-ctl bg-active p-2", blockquote: "my-1 border-l-2 border-accent pl-2" };

/**
 * A message in the markup of Telegram, as elements of ours: of what is not among its tags only the text is shown, and no
 * attribute but a web address of a link is taken. Nothing of it can run.
 */
export function TelegramHtml({ html }: { html: string }) {
  return <Shown nodes={new DOMParser().parseFromString(html, "text/html").body.childNodes} />;
}

function Shown({ nodes }: { nodes: NodeListOf<ChildNode> }): ReactNode {
  // Nodes of a text have no identity but their place.
  // eslint-disable-next-line react/no-array-index-key
  return [...nodes].map((node, i) => <Fragment key={i}>{elementOf(node)}</Fragment>);
}

function elementOf(node: ChildNode): ReactNode {
  if (!(node instanceof Element)) return node.nodeType === Node.TEXT_NODE ? node.textContent : null;
  if (node.tagName === "SCRIPT" || node.tagName === "STYLE") return null;
  const inner = <Shown nodes={node.childNodes} />;
  const address = node.tagName === "A" ? (node.getAttribute("href") ?? "") : "";
  if (/^https?:\/\//i.test(address)) return <a href={address} target="_blank" rel="noreferrer" className="text-accent underline">{inner}</a>;
  const tag = SHOWN[node.tagName];
  return tag ? createElement(tag, { className: LOOKS[tag] }, inner) : inner;
}
