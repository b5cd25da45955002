import type { AnomalousSource } from "@/api/types";

type Test = (row: AnomalousSource) => boolean;

const COMPARE: Record<string, (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b, "<": (a, b) => a < b, ">=": (a, b) => a >= b, "<=": (a, b) => a <= b,
};
const NUMBERS: Record<string, (row: AnomalousSource) => number> = {
  score: (row) => row.score, rps: (row) => row.rps, share: (row) => row.traffic_share, requests: (row) => row.requests,
};
const STATES: Record<string, Test> = {
  banned: (row) => row.decision?.type === "ban" && !row.decision.simulated,
  limited: (row) => row.decision?.type === "limit" && !row.decision.simulated,
  simulated: (row) => row.decision?.simulated === true,
  allowed: (row) => row.allowed,
  open: (row) => !row.allowed && (row.decision === null || row.decision.simulated),
};

const textOf = (row: AnomalousSource, reasonName: (feature: string) => string): string =>
  [row.source, row.service, row.top_path, row.scope, ...row.reasons.map((reason) => reasonName(reason.feature))].join("\n").toLowerCase();

function testOf(token: string, reasonName: (feature: string) => string): Test {
  if (token.startsWith("-") && token.length > 1) {
    const inner = testOf(token.slice(1), reasonName);
    return (row) => !inner(row);
  }
  const [, name, sign, amount] = /^(score|rps|share|requests)(>=|<=|>|<)([\d.,]+)%?$/.exec(token) ?? [];
  const read = NUMBERS[name ?? ""];
  const compare = COMPARE[sign ?? ""];
  if (read && compare && amount) {
    const bound = Number(amount.replace(",", ".")) / (token.endsWith("%") ? 100 : 1);
    return (row) => compare(read(row), bound);
  }
  const state = STATES[/^state:(\w+)$/.exec(token)?.[1] ?? ""];
  if (state) return state;
  const service = /^service:(.+)$/.exec(token)?.[1];
  if (service) return (row) => row.service.toLowerCase().includes(service);
  return (row) => textOf(row, reasonName).includes(token);
}

/** Rows that match every token of `text`: words, `score>0.8`, `state:banned`, `service:shop`, each negated by `-`. */
export function filterRows(rows: readonly AnomalousSource[], text: string, reasonName: (feature: string) => string): readonly AnomalousSource[] {
  const tests = text.toLowerCase().split(/\s+/).filter(Boolean).map((token) => testOf(token, reasonName));
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}
