import { count } from "@/lib/i18n/english";

export const en = {
  document: {
    form: "Form", text: "Text", way: "How it is edited", textLabel: "The document as text", generated: "What NGINX is given", noGenerated: "Nothing yet: there are errors, or no node serves this.", generatedLabel: (file: string) => `Generated ${file}`,
    checking: "Checking…", ready: "Ready to deploy", unchanged: "Nothing changed", errors: (value: number) => count(value, "error", "errors"), warnings: (value: number) => count(value, "warning", "warnings"), line: (line: number) => `Line ${line}`,
    discard: "Discard changes", discarded: "Changes discarded", restored: (ago: string) => `These changes were not saved; they were kept on this device ${ago}.`, overtaken: "Somebody else saved this document meanwhile. Your changes would replace theirs: compare with the history before you deploy.",
    review: "Review and deploy", saveOnly: "Save without deploying", saved: "Saved", savedLead: "Nothing changes for visitors until it is deployed.", tooNarrow: "Editing needs a wider screen. Here you can read.", reviewTitle: (name: string) => `Deploy ${name}`,
    brokenText: "The text has errors. Mend them there, then the form shows it again.", toText: "Show the text", findings: "What to look at", rollBack: "Roll back", backToEditor: "Back to the editor", deploy: "Save and deploy", deploying: "Deploying…", at: (field: string) => `at ${field}`,
  },
};
