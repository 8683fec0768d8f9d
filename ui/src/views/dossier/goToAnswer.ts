import { controlId } from "./paths";

const controls = "input:not([type=hidden]):not(:disabled), textarea:not(:disabled), button:not(:disabled)";

/** Brings the control that asks for an answer into view and puts the focus there; answers whether there is one. */
export function goToAnswer(path: string): boolean {
  const element = document.getElementById(controlId(path));
  if (!element) return false;
  // A commune is chosen after its province.
  if (element.matches(":disabled") && path.endsWith(".commune")) return goToAnswer(path.replace(/commune$/, "province"));
  const control = element.matches(controls) ? element : (element.querySelector<HTMLElement>("input:checked") ?? element.querySelector<HTMLElement>(controls));
  if (!control) return false;
  // Jsdom draws nothing and so has nothing to scroll.
  control.scrollIntoView?.({ block: "center" });
  control.focus({ preventScroll: true });
  return true;
}
