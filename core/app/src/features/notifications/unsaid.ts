/** What was written cannot be sent at all; the message is for people. */
export class Unsaid extends Error {}
