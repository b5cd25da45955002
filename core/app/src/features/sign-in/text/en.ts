import { n } from "@/lib/i18n/english";

export const en = {
  signIn: {
    lead: "Watches, protects and runs your NGINX fleet.", login: "Login", password: "Password", submit: "Sign in", busy: "Signing in…",
    wrong: "Wrong login or password.", throttled: (seconds: number) => `Too many attempts. Try again in ${n(seconds)} s.`,
    throttledSoon: "Too many attempts. Wait a little and try again.",
    firstRun: "First time here? The login is admin. Its password was printed once where Dozor was started.", expired: "Your session has ended",
    expiredLead: "Sign in again to go on. This page stays as it is.",
    code: "Code", codeHelp: "Six digits from your authenticator app, or a recovery code.", codeWrong: "This code is wrong, over, or was used before.", back: "Back",
    mustChange: "Choose a password of your own", mustChangeLead: (login: string) => `Somebody else knows the password of ${login}: it was made for you. Choose your own before you go on.`, old: "Password so far", change: "Change the password",
    invited: "You are invited", invitedBy: (login: string, role: string) => `${login} invites you to Dozor as: ${role}.`, reaches: (what: string) => `It reaches: ${what}.`, until: (at: string) => `The invitation stands until ${at}.`, join: "Make my account", loginTaken: "This login is taken: choose another one.",
    notInvited: "This invitation is over", notInvitedLead: "It was used, taken back, or is too old. Ask for a new one.", toSignIn: "To the sign-in page", byProvider: (name: string) => `Sign in by ${name}`, providerRefused: (name: string) => `${name} did not let you in. Try again, or ask an administrator.`,
  },
};
