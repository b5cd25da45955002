import type { Formats } from "./format";
import type { Msg } from "./i18n/en";

/** A feature's key taken apart: `not_found_paths_600s` is stem `not_found_paths` over 600 s. */
export interface Feature {
  stem: string;
  windowSeconds: number | null;
}

export function featureOf(key: string): Feature {
  const match = /^(.*?)_(\d+)s$/.exec(key);
  return match ? { stem: match[1] ?? key, windowSeconds: Number(match[2]) } : { stem: key, windowSeconds: null };
}

/** Other spellings of a stem that mean the same to a reader. */
const SAME: Record<string, string> = {
  rate: "requests", request: "requests", status_4xx: "errors_4xx", client_errors: "errors_4xx", status_5xx: "errors_5xx", server_errors: "errors_5xx",
  distinct_404_paths: "not_found_paths", missing_paths: "not_found_paths", denied: "auth_failures", unauthorized: "auth_failures", auth_errors: "auth_failures",
  client_error_share: "share_4xx", errors_4xx_share: "share_4xx", error_share: "share_4xx", redirect_share: "share_3xx", odd_method_share: "share_head", head_share: "share_head",
  post_share: "share_post", posts_share: "share_post", login_posts: "logins", non_asset_requests: "pages", non_assets: "pages", page_requests: "pages", assets_share: "asset_share",
  distinct_paths: "paths", repeat: "repeats", repeated_path: "repeats", repeated_paths: "repeats", query_variants: "queries", new_queries: "queries", distinct_queries: "queries", distinct_user_agents: "user_agents",
  tool_agent_share: "tool_share", tool_agents: "tool_share", tool_user_agent_share: "tool_share", sensitive_paths: "sensitive", sensitive_hits: "sensitive", injection_hits: "injections",
  no_referrer_share: "no_referrer", no_referer: "no_referrer", no_referer_share: "no_referrer", path_rarity: "rarity", rare_path: "rare_paths", bytes_per_request: "bytes",
  share_of_service: "service_share", user_agent_rarity: "agent_rarity", agent_rarity: "agent_rarity",
};

function stemOf(key: string): string {
  const { stem } = featureOf(key);
  return SAME[stem] ?? stem;
}

/** The feature's name for people; an unknown key is shown readably rather than hidden. */
export function featureName(key: string, t: Msg): string {
  const stem = stemOf(key);
  const known = (t.features as Record<string, string>)[stem];
  if (known) return known;
  const words = stem.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isShare = (key: string): boolean => /share|ratio/.test(key) || ["no_referrer", "tool_share"].includes(stemOf(key));

/** A value in the feature's own unit: a share as percent, bytes as bytes, a count plainly. */
export function featureValue(key: string, value: number, f: Formats): string {
  if (isShare(key) && value >= 0 && value <= 1) return f.percent(value);
  if (stemOf(key) === "bytes") return f.bytes(value);
  return Math.abs(value) < 10 ? f.decimal(value, Math.abs(value) < 1 ? 2 : 1) : f.amount(value);
}

/** What to put beside the name in a chip: a rate as a multiple of the usual, others by value. */
export function featureSize(key: string, value: number, typical: number, f: Formats, t: Msg): string {
  const counted = ["requests", "pages"].includes(stemOf(key));
  if (counted && typical > 0 && value / typical >= 2) return `${t.unit.times}${f.amount(Math.round(value / typical))}`;
  return featureValue(key, value, f);
}

/** `/ 10 s` after a count over a window, where it says something. */
export function featureWindow(key: string, f: Formats): string {
  const { windowSeconds } = featureOf(key);
  return windowSeconds && !isShare(key) ? ` / ${f.span(windowSeconds)}` : "";
}
