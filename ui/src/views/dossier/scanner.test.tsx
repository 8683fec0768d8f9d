import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ScannedText } from "#/backend";
import type { FakeDesk } from "#/backend/fake/desk";
import { asked, openPlace, typeInto } from "../testing/openPlace";
import { insertedInto, isCode, ScanEar, type Stroke } from "./scanner";

const CARD = "062099000123|233123456|Nguyễn Văn An|15011999|Nam|Thôn 1, Đăk Rơ Wa|10052021";

/** The physical key of a sign on the keyboard that scanners take themselves for. */
function codeOf(sign: string): string {
  if (/[a-z]/i.test(sign)) return `Key${sign.toUpperCase()}`;
  if (/\d/.test(sign)) return `Digit${sign}`;
  return { " ": "Space", "|": "Backslash", ",": "Comma" }[sign] ?? "";
}

let clock = 1000;

/** A key of the real kind: down, what it does to the field (unless taken), up; at a time of our own. */
function press(key: string, { after = 8, code = codeOf(key), types = key, composing = false }: { after?: number; code?: string; types?: string; composing?: boolean } = {}): boolean {
  clock += after;
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", { key, code, shiftKey: key === "|" || /^[A-Z]$/.test(key), bubbles: true, cancelable: true, isComposing: composing });
  Object.defineProperty(event, "timeStamp", { value: clock });
  const goesOn = target.dispatchEvent(event);
  if (goesOn && key.length === 1 && target instanceof HTMLInputElement && !["radio", "checkbox"].includes(target.type)) insert(target, types, composing);
  return goesOn;
}

function insert(field: HTMLInputElement, text: string, composing = false): void {
  const at = field.selectionStart ?? field.value.length;
  field.setRangeText(text, at, field.selectionEnd ?? at, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: composing }));
}

function scan(text: string, end = "Enter", after = 8): boolean {
  let goesOn = true;
  act(() => {
    for (const sign of text) press(sign, { after });
    goesOn = press(end, { after, code: end });
  });
  return goesOn;
}

const field = (label: RegExp) => screen.getAllByLabelText<HTMLInputElement>(label)[0] as HTMLInputElement;
const scanned = (desk: FakeDesk) => asked<{ holder: string; scanned: ScannedText }>(desk, "read_card");
const answer = (desk: FakeDesk, path: string) => desk.content("d-0001").answers[path];
const open = () => openPlace("#/dossiers/d-0001/people");

test("a card scanned into any field fills what it says, and the field has what it had", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/people", (fake) => void Reflect.deleteProperty(fake.content("d-0001").answers, "applicant.id_number"));
  typeInto(field(/^Số điện thoại/), "0912345678");
  act(() => field(/^Số điện thoại/).setSelectionRange(3, 3));
  expect(scan(CARD), "Enter goes no further").toBe(false);
  await waitFor(() => expect(field(/^Họ và tên/).value).toBe("Nguyễn Văn An"));
  expect(field(/^Số điện thoại/).value).toBe("0912345678");
  expect(field(/^Số giấy tờ/).value).toBe("062099000123");
  expect(field(/^Ngày sinh/).value).toBe("15/01/1999");
  await waitFor(() => expect(answer(desk, "applicant.phone")).toBe("0912345678"));
  expect(answer(desk, "applicant.birth_date")).toBe("1999-01-15");
  expect(window.location.hash).toContain("/people");
  await waitFor(() => expect(document.body.textContent).toContain("Đã điền từ thẻ căn cước: họ và tên, số giấy tờ, ngày sinh, giới tính, ngày cấp, địa chỉ."));
});

test("what was filled can be taken back whole", async () => {
  const { desk, user } = await open();
  const before = field(/^Họ và tên/).value;
  act(() => field(/^Họ và tên/).focus());
  scan(CARD, "Tab");
  await waitFor(() => expect(answer(desk, "applicant.full_name")).toBe("Nguyễn Văn An"));
  expect(field(/^Họ và tên/).value).toBe("Nguyễn Văn An");
  // By text: asking by role computes styles of the whole page.
  await user.click(await screen.findByText("Hoàn tác"));
  await waitFor(() => expect(answer(desk, "applicant.full_name")).toBe(before));
  expect(field(/^Họ và tên/).value).toBe(before);
  await waitFor(() => expect(answer(desk, "applicant.id_issued_on")).toBeUndefined());
});

test("what an input method has mangled is read from the keys beneath it, and is to be compared", async () => {
  const { desk } = await open();
  const name = field(/^Họ và tên/);
  act(() => {
    name.focus();
    name.select();
  });
  // Telex takes the keys of letters ("Process"), and writes ư for a w and a tone for an r behind a vowel.
  const mangled: Readonly<Record<string, string>> = { W: "Ư", w: "ư" };
  fireEvent.compositionStart(name);
  act(() => {
    for (const sign of CARD) {
      const taken = /[a-z]/i.test(sign);
      press(taken ? "Process" : sign, { code: codeOf(sign), types: sign, composing: taken });
      if (taken) insert(name, mangled[sign] ?? sign, true);
    }
    expect(press("Enter", { code: "Enter", composing: true })).toBe(false);
  });
  fireEvent.compositionEnd(name);
  await waitFor(() => expect(scanned(desk)).toHaveLength(1));
  const [{ scanned: heard } = { scanned: { shown: "", keys: null } }] = scanned(desk);
  expect(heard.shown).toBe(CARD.replace("Wa", "Ưa"));
  // Shift cannot be seen beneath an input method that hides its keys from this test: letters are compared folded.
  expect(heard.keys?.toLowerCase()).toBe(CARD.toLowerCase());
  await waitFor(() => expect(document.body.textContent).toContain("hãy so họ tên và địa chỉ với thẻ"));
});

test("another code says that it is none, and nothing is lost", async () => {
  const { desk } = await open();
  const name = field(/^Họ và tên/);
  const before = name.value;
  act(() => name.focus());
  scan("https://dichvucong.kontum.gov.vn/hs/000.09.23.H34-220401-0007");
  await waitFor(() => expect(document.body.textContent).toContain("không phải mã QR của thẻ căn cước"));
  expect(name.value).toBe(before);
  expect(document.activeElement?.id).toBe(name.id);
  await waitFor(() => expect(answer(desk, "applicant.full_name")).toBe(before));
});

test("a card scanned while a choice or no field has the focus changes no choice", async () => {
  const { desk } = await open();
  act(() => document.querySelector<HTMLElement>("h1")?.focus());
  scan(CARD);
  await waitFor(() => expect(answer(desk, "applicant.full_name")).toBe("Nguyễn Văn An"));
  expect(scanned(desk)[0]?.scanned.shown).toBe(CARD);
});

test("a card scanned while a button has the focus presses nothing", async () => {
  const { desk } = await open();
  act(() => screen.getByText<HTMLElement>("Tiếp tục: Biểu mẫu", { selector: "button *" }).closest("button")?.focus());
  act(() => {
    for (const sign of CARD) {
      const goesOn = press(sign);
      if (sign === " ") expect(goesOn, "a space would press the button").toBe(false);
    }
    press("Enter", { code: "Enter" });
  });
  await waitFor(() => expect(answer(desk, "applicant.full_name")).toBe("Nguyễn Văn An"));
  expect(window.location.hash).toContain("/people");
});

test("a card scanned in the owner's fields is the owner's", async () => {
  const { desk, user } = await open();
  await user.click(screen.getByLabelText(/^Chủ hồ sơ là người nộp/));
  await waitFor(() => expect(screen.getAllByLabelText(/^Họ và tên/)).toHaveLength(2));
  act(() => screen.getAllByLabelText(/^Họ và tên/)[1]?.focus());
  scan(CARD);
  await waitFor(() => expect(answer(desk, "owner.full_name")).toBe("Nguyễn Văn An"));
  expect(answer(desk, "applicant.full_name")).not.toBe("Nguyễn Văn An");
});

test("hands are no scanner: what is typed, however odd, stays and Enter goes on", async () => {
  const { desk } = await open();
  const name = field(/^Họ và tên/);
  act(() => {
    name.focus();
    name.select();
  });
  expect(scan("a|b|c|d|e|f|g|h|i|k", "Enter", 120)).toBe(true);
  expect(name.value).toBe("a|b|c|d|e|f|g|h|i|k");
  // Fast, as a program or a practised hand: a name is no code.
  act(() => name.select());
  expect(scan("Nguyễn Thị Ánh Tuyết Mai", "Tab")).toBe(true);
  expect(name.value).toBe("Nguyễn Thị Ánh Tuyết Mai");
  expect(scanned(desk)).toEqual([]);
});

const stroke = (key: string, at: number, rest: Partial<Stroke> = {}): Stroke => ({ key, code: codeOf(key), shift: false, capsLock: false, held: false, at, ...rest });

test("keys are told by their place when an input method hides them", () => {
  const ear = new ScanEar();
  const typed = "062|Nam, Thon 1 x";
  [...typed].forEach((sign, at) => ear.hear(stroke("Process", at * 5, { code: codeOf(sign), shift: sign === "|" || /[A-Z]/.test(sign) })));
  expect(ear.hear(stroke("Enter", typed.length * 5))).toEqual({ keys: typed, count: typed.length });
});

test("an arrow held down is no scanner", () => {
  const ear = new ScanEar();
  for (let at = 0; at < 40; at += 1) expect(ear.hear(stroke("ArrowDown", at * 30)), String(at)).toBeNull();
  expect(ear.running).toBe(false);
});

test("a method that writes into the field itself takes its letters back with Backspace", () => {
  const ear = new ScanEar();
  const keys = ["N", "g", "u", "y", "e", "Backspace", "ê", "n", "|", ..."0123456789"];
  keys.forEach((key, at) => ear.hear(stroke(key, at * 5)));
  expect(ear.hear(stroke("Tab", keys.length * 5))).toMatchObject({ keys: "Nguyên|0123456789" });
});

test("what was put in is told from what was there", () => {
  expect(insertedInto("0912", 2, 2, "09ABC12")).toBe("ABC");
  expect(insertedInto("0912", 0, 4, "0623")).toBe("0623");
  expect(insertedInto("a@b.vn", null, null, "a@b.vn062|x")).toBe("062|x");
  for (const text of ["Nguyễn Văn An", "0912345678", "nguyen.van.an.1999@example.vn", "0100109106-001", "12 Trần Phú, Phường Quang Trung"]) expect(isCode(text), text).toBe(false);
});
