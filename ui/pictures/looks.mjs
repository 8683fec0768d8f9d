/** The ways a place can look: language, light, window and text. */
const languages = ["vi", "en"];
const themes = ["light", "dark"];
const windows = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];
const texts = [100, 200];

const look = (language, theme, window, text) => ({
  name: `${languages[language]}-${themes[theme]}-${windows[window].width}-${texts[text]}`,
  query: `language=${languages[language]}&theme=${themes[theme]}&text=${texts[text]}`,
  viewport: windows[window],
});

const bits = [0, 1];
/** All sixteen. */
export const allLooks = bits.flatMap((a) => bits.flatMap((b) => bits.flatMap((c) => bits.map((d) => look(a, b, c, d)))));
/** Five in which every two of the four meet in every way. */
export const pairwiseLooks = [
  [0, 0, 0, 0],
  [0, 1, 1, 1],
  [1, 0, 1, 1],
  [1, 1, 0, 1],
  [1, 1, 1, 0],
].map((chosen) => look(...chosen));
