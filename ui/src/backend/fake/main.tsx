import type { Scenario } from "./desk";
import { installFakeDesk } from "./install";
import { scenes } from "./scenes";

/** Entry of `fake.html`: `?scenario=training&scene=states&theme=dark&text=200&language=en&compact`, then the window itself. */
const wanted = new URLSearchParams(window.location.search);
const desk = installFakeDesk((wanted.get("scenario") ?? "training") as Scenario);
scenes[wanted.get("scene") ?? ""]?.(desk);
const settings = desk.status.settings;
settings.theme = (wanted.get("theme") ?? settings.theme) as typeof settings.theme;
settings.language = (wanted.get("language") ?? settings.language) as typeof settings.language;
settings.text_percent = Number(wanted.get("text") ?? settings.text_percent);
settings.compact = wanted.has("compact");
// The router would take what stands behind the question mark for its own.
window.history.replaceState(null, "", `${window.location.pathname}${window.location.hash}`);
Object.assign(window, { fakeDesk: desk });

void import("../../main");
