/** The path under which the app is served, without a slash at the end: "" or "/dozor". Built files lie in its assets/. */
export const place: string = import.meta.env.DEV ? "" : new URL("..", import.meta.url).pathname.replace(/\/$/, "");
