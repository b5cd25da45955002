import type { ProxiedMember, ProxiedService } from "@/api/types";

/** Whether somewhere a member is not known to be unwell. */
export const isWell = ({ nodes }: ProxiedMember): boolean => nodes.length === 0 || nodes.some(({ health }) => health !== "unwell");

/** How many members may answer, of how many that are not drained. */
export function answering(service: ProxiedService | undefined): { well: number; all: number } {
  const asked = (service?.members ?? []).filter(({ draining }) => !draining);
  return { well: asked.filter(isWell).length, all: asked.length };
}

/** How a member is: `unknown` where no node has looked. */
export function conditionOf(member: ProxiedMember): "well" | "unwell" | "unknown" | "draining" {
  if (member.draining) return "draining";
  if (!isWell(member)) return "unwell";
  return member.nodes.some(({ health }) => health === "well") ? "well" : "unknown";
}

/** Who gets requests: those that are well, else the backups that are; where nobody is well all of them, as a try is better than a certain error. */
export function askedOf(members: readonly ProxiedMember[]): readonly ProxiedMember[] {
  const able = members.filter(({ draining }) => !draining);
  const well = able.some(isWell) ? able.filter(isWell) : able;
  const first = well.filter(({ backup }) => !backup);
  return first.length > 0 ? first : well;
}

/** What part each gets by its weight, by name; nothing where requests do not go in turn. */
export function givenShares({ members, method, is_sticky }: ProxiedService): ReadonlyMap<string, number> {
  if (method !== "round_robin" || is_sticky) return new Map();
  const asked = askedOf(members);
  const given = shares(members.map((member) => ({ weight: member.weight, asked: asked.includes(member) })));
  return new Map(members.map(({ name }, i) => [name, given[i] ?? 0]));
}

interface Weighed {
  weight: number;
  asked: boolean;
}

/** What part of the requests goes to each where they go in turn, by weight; who is not asked gets none. */
export function shares(members: readonly Weighed[]): number[] {
  const total = members.reduce((sum, { weight, asked }) => sum + (asked ? weight : 0), 0);
  return members.map(({ weight, asked }) => (asked && total > 0 ? weight / total : 0));
}
