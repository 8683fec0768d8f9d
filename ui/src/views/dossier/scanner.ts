/**
 * A scanner at the counter types like a keyboard, far faster than hands, and ends with Enter or Tab. This tells such a
 * burst of keys from typing; it knows nothing of the page.
 */

/** A key, with the time it was pressed, in ms. */
export interface Stroke {
  key: string;
  code: string;
  shift: boolean;
  capsLock: boolean;
  /** Control, Alt or Meta was held. */
  held: boolean;
  at: number;
}

/** After a pause this long another burst begins; a slow radio link or a busy machine makes shorter ones, in ms. */
const PAUSE = 250;
/** No hand keeps this up over a whole code, in ms from key to key. */
const MEAN = 80;
/** After so many keys a burst is one. */
const STEADY = 6;
/** Less is no code that anybody would have to be told about. */
const SHORTEST = 16;

/** What ended: how many keys, and which, where every one could be told. */
export interface Burst {
  keys: string | null;
  count: number;
}

export class ScanEar {
  #count = 0;
  #first = 0;
  #last = -Infinity;
  #keys: string | null = "";

  /** Whether a burst is under way that no hand makes. */
  get running(): boolean {
    return this.#count > STEADY && (this.#last - this.#first) / (this.#count - 1) <= MEAN;
  }

  /**
   * Hears a key. Answers "begins" before the first of what may become a burst, the burst when this key ends one, and
   * otherwise nothing.
   */
  hear(stroke: Stroke): "begins" | Burst | null {
    if (/^(Shift|CapsLock|AltGraph|Alt|NumLock|Dead)$/.test(stroke.key)) return null;
    const ends = isEnd(stroke);
    // Scanners press no arrows, no F-keys; a hand that holds one down is fast too.
    if (!ends && [...stroke.key].length > 1 && !/^(Process|Unidentified|Backspace)$/.test(stroke.key)) {
      this.#forget();
      return null;
    }
    const apart = stroke.at - this.#last > PAUSE;
    if (ends) {
      const burst = !apart && this.#count >= SHORTEST && (stroke.at - this.#first) / this.#count <= MEAN ? { keys: this.#keys, count: this.#count } : null;
      this.#forget();
      return burst;
    }
    const starts = apart || this.#count === 0;
    if (starts) {
      this.#count = 0;
      this.#first = stroke.at;
      this.#keys = "";
    }
    this.#last = stroke.at;
    this.#count += 1;
    this.#note(stroke);
    return starts ? "begins" : null;
  }

  #note(stroke: Stroke): void {
    if (this.#keys === null) return;
    // Input methods that write into the field itself take back what they have written.
    if (stroke.key === "Backspace") this.#keys = [...this.#keys].slice(0, -1).join("");
    else {
      const sign = stroke.held ? null : signOf(stroke);
      this.#keys = sign === null ? null : this.#keys + sign;
    }
  }

  #forget(): void {
    this.#count = 0;
    this.#last = -Infinity;
  }
}

export function isEnd({ key, code }: Pick<Stroke, "key" | "code">): boolean {
  return key === "Enter" || key === "Tab" || code === "Enter" || code === "NumpadEnter" || code === "Tab";
}

/** The signs beside letters and digits on the keys, as scanners type them: plain, with Shift. */
const signs: Readonly<Record<string, readonly [string, string]>> = {
  Space: [" ", " "],
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Backslash: ["\\", "|"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Backquote: ["`", "~"],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
};
const shiftedDigits = ")!@#$%^&*(";

/** The sign of a key; an input method that takes the key hides it, but not where on the keyboard it lies. */
function signOf({ key, code, shift, capsLock }: Stroke): string | null {
  if ([...key].length === 1) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift === capsLock ? letter.toLowerCase() : letter;
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  if (digit) return shift ? (shiftedDigits[Number(digit)] ?? null) : digit;
  return /^Numpad([0-9])$/.exec(code)?.[1] ?? signs[code]?.[shift ? 1 : 0] ?? null;
}

/** Whether a text is a code: fields parted by bars, an address of the web, a machine-readable line, a long number of letters and digits. */
export function isCode(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.split("|").length > 2 || trimmed.includes("://") || trimmed.includes("<<") || (trimmed.length >= SHORTEST && /^[^\s@]+$/.test(trimmed) && /\d/.test(trimmed));
}

/** What was put into a text, given the text and the selection before it came. */
export function insertedInto(before: string, start: number | null, end: number | null, after: string): string {
  if (start !== null && end !== null) {
    const [head, tail] = [before.slice(0, start), before.slice(end)];
    if (after.length >= head.length + tail.length && after.startsWith(head) && after.endsWith(tail)) return after.slice(head.length, after.length - tail.length);
  }
  let from = 0;
  while (from < before.length && before[from] === after[from]) from += 1;
  let behind = 0;
  while (behind < before.length - from && behind < after.length - from && before.at(-1 - behind) === after.at(-1 - behind)) behind += 1;
  return after.slice(from, after.length - behind);
}
