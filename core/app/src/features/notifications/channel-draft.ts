import type { Channel, ChannelSpec } from "@/api/types";

export type Kind = Channel["kind"];

/** What a new channel of each kind begins with. Secrets are empty: what is set never comes back, and empty keeps it. */
const NEW: { [K in Kind]: Extract<ChannelSpec, { kind: K }> } = {
  telegram: { kind: "telegram", token: "", api_url: "https://api.telegram.org", proxy: "", receive: "polling", webhook_url: "" },
  email: { kind: "email", host: "", port: 587, security: "starttls", verify: true, user: "", password: "", sender: "", timeout_seconds: 20 },
  webhook: { kind: "webhook", secret: "", allow_local: false, timeout_seconds: 10 },
};

/** A channel as it can be written: what is shown of it, over what a new one has. */
export function draftOf(kind: Kind, channel?: Channel): ChannelSpec {
  return { ...NEW[kind], ...(channel?.spec as Partial<ChannelSpec>), kind } as ChannelSpec;
}
