export const en = {
  password: {
    show: "Show password", hide: "Hide password", new: "New password", rules: (least: number) => `At least ${least} characters, and nothing that is guessed early: no common password, not your login, no keyboard rows. A few words that have nothing to do with each other are best.`,
    short: (left: number) => `${left} to go`, longEnough: "Long enough", weak: "This would be guessed early: it is a common password, close to your login, or too simple. Take a few words that have nothing to do with each other.",
    weaknesses: { short: "This password is too short.", long: "This password is too long.", common: "This would be guessed early: it is one of the common passwords.", login: "This would be guessed early: it says little more than your login.", guessable: "This would be guessed early: it is too simple. Take a few words that have nothing to do with each other." },
    wrong: "The password is wrong.", same: "The new password is the old one.", codeWrong: "This code is wrong, over, or was used before.",
  },
};
