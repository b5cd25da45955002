export const en = {
  nodes: {
    name: "Name", create: "Create", createTitle: "Add a node", namePlaceholder: "for example msk-01", nameHelp: "Letters, digits, dot, dash and underscore; 63 at most.",
    nameBad: "Start with a letter or digit; use only letters, digits, dot, dash and underscore.", keyOnce: "The key is shown only now. Copy the command before you close this window.",
    command: "Command", docker: "Docker", shell: "Installed agent", waiting: "Waiting for the first report…", joined: (at: string) => `It reports. First report at ${at}.`, done: "Done",
  },
};
