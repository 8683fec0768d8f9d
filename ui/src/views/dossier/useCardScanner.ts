import { useEffect } from "react";
import { flushSync } from "react-dom";
import { desk, type CardHolder, type FieldChange, type FieldValue } from "#/backend";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { usePart } from "./answers";
import { goToAnswer } from "./goToAnswer";
import type { PartStore } from "./partStore";
import { insertedInto, isCode, isEnd, ScanEar, type Burst } from "./scanner";

const fields = ["kind", "full_name", "organisation_name", "id_kind", "id_number", "birth_date", "gender", "id_issued_on", "id_issued_by", "phone", "email", "address.province", "address.commune", "address.street"];
const paths = ["owner.same_as_applicant", ...fields.flatMap((field) => [`applicant.${field}`, `owner.${field}`])];
/** What a card does not have and the rules ask for, in the order of the form. */
const wanted = ["phone", "address.province", "address.commune"];

type Texts = HTMLInputElement | HTMLTextAreaElement;

/** How everything stood before the first key. */
interface Before {
  element: Element | null;
  holder: CardHolder;
  text: { value: string; start: number | null; end: number | null } | null;
  answers: ReadonlyMap<string, FieldValue | null>;
}

/**
 * While it is there, an identity card scanned anywhere in the part about people is understood: the keys are taken out
 * of where they fell, and what the card says stands in its fields.
 */
export function useCardScanner(): void {
  const store = usePart();
  useEffect(() => {
    const ear = new ScanEar();
    let before: Before | null = null;
    let silentUntil = -Infinity;
    function onKey(event: KeyboardEvent) {
      if (!store.dossier.editable) return;
      const { key, code, timeStamp: at } = event;
      // Some scanners end a code twice.
      if (isEnd(event) && at < silentUntil) return swallow(event);
      const heard = ear.hear({ key, code, shift: event.shiftKey, capsLock: event.getModifierState("CapsLock"), held: event.ctrlKey || event.altKey || event.metaKey, at });
      if (heard === "begins") before = snapshot(store, event.target);
      // What is no text field would take a space for a press, and a letter for a choice.
      if (heard === null && before && ear.running && !isText(document.activeElement)) swallow(event);
      if (heard === "begins" || heard === null || !before) return;
      const start = before;
      const shown = inserted(start);
      if (!isCode(shown ?? "") && !isCode(heard.keys ?? "")) return;
      swallow(event);
      silentUntil = at + 250;
      before = null;
      const take = () => void takeScan(store, start, heard);
      if (event.isComposing && start.element) afterComposing(start.element, take);
      else take();
    }
    document.addEventListener("keydown", onKey, true);
    return () => document.removeEventListener("keydown", onKey, true);
  }, [store]);
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

const isText = (element: EventTarget | null): element is Texts => element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(element.type));

/** Remembers how things stand; nothing when the keys go elsewhere than the place shown (a dialog, the palette). */
function snapshot(store: PartStore, target: EventTarget | null): Before | null {
  const element = target instanceof Element ? target : null;
  if (element !== document.body && !element?.closest("main, [role=listbox]")) return null;
  const holder = element?.closest<HTMLElement>("[data-person]")?.dataset.person === "owner" ? "owner" : "applicant";
  return {
    element,
    holder,
    text: isText(element) ? { value: element.value, start: element.selectionStart, end: element.selectionEnd } : null,
    answers: new Map(paths.map((path) => [path, store.value(path)])),
  };
}

/** What the scan has put into the field so far. */
function inserted({ element, text }: Before): string | null {
  return text && isText(element) ? insertedInto(text.value, text.start, text.end, element.value) : null;
}

/** An input method finishes its syllable first: until then the field is not written to. */
function afterComposing(element: Element, then: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    element.removeEventListener("compositionend", late);
    then();
  };
  // The field itself hears of the end first.
  const late = () => setTimeout(once);
  element.addEventListener("compositionend", late);
  setTimeout(once, 300);
}

async function takeScan(store: PartStore, before: Before, burst: Burst): Promise<void> {
  const shown = inserted(before) ?? burst.keys ?? "";
  restore(store, before);
  const { id } = store.dossier;
  try {
    const card = await desk.readCard(id, before.holder, { shown, keys: burst.keys });
    const earlier = card.changes.map(({ path }): FieldChange => ({ path, value: store.value(path) }));
    fill(store, card.changes);
    goToWanted(store, before);
    toast({
      text: m.card_filled({ fields: named(card.changes) }),
      detail: [card.compare ? m.card_compare() : "", card.place_left ? m.card_place_left() : ""].filter(Boolean).join(" ") || undefined,
      tone: card.compare || card.place_left ? "warn" : "good",
      about: `card ${id}`,
      action: { label: m.dossier_undo(), run: () => fill(store, earlier) },
    });
  } catch (error) {
    toast({ text: error instanceof Error ? error.message : String(error), tone: "bad" });
  }
}

/** The field gets back what it had, and every answer that the keys have changed on their way. */
function restore(store: PartStore, { element, text, answers }: Before): void {
  const open = document.activeElement?.closest("[role=listbox]");
  open?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", code: "Escape", bubbles: true }));
  if (text && isText(element) && element.isConnected && element.value !== text.value) {
    element.value = text.value;
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const changed = [...answers].flatMap(([path, value]) => (store.value(path) === value ? [] : [{ path, value }]));
  if (changed.length > 0) fill(store, changed);
}

/** Sets answers, also in the field that has the caret; it keeps the focus. */
function fill(store: PartStore, changes: readonly FieldChange[]): void {
  const id = document.activeElement?.id;
  flushSync(() => store.fill(changes));
  if (id && document.activeElement === document.body) document.getElementById(id)?.focus();
}

/** On to what the card does not say. */
function goToWanted(store: PartStore, { holder }: Before): void {
  const next = wanted.filter((field) => holder === "applicant" || field !== "phone").find((field) => store.value(`${holder}.${field}`) === null);
  if (next) goToAnswer(`${holder}.${next}`);
}

function named(changes: readonly FieldChange[]): string {
  const words: Readonly<Record<string, () => string>> = {
    full_name: m.dossier_full_name,
    id_number: m.dossier_id_number,
    birth_date: m.dossier_birth_date,
    gender: m.dossier_gender,
    id_issued_on: m.dossier_id_issued_on,
    address: m.dossier_address,
  };
  const set = new Set(changes.filter(({ value }) => value !== null).map(({ path }) => path.split(".")[1] ?? ""));
  return Object.entries(words)
    .flatMap(([field, word]) => (set.has(field) ? [word().toLocaleLowerCase()] : []))
    .join(", ");
}
