import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { ComboBox, DateField, NumberField, TextField } from "#/design";

/** A page that draws itself again at each change, as one with autosave does. */
function Echo({ onValue }: { onValue: (value: string) => void }) {
  const [value, setValue] = useState("");
  return (
    <>
      <TextField
        label="Họ và tên"
        onValue={(next) => {
          setValue(next);
          onValue(next);
        }}
      />
      <output>{value}</output>
    </>
  );
}

/** Telex through an input method: the text under composition is replaced again and again, then committed. */
function compose(field: HTMLInputElement, before: string, steps: readonly string[], inputAfterEnd: boolean) {
  fireEvent.compositionStart(field);
  for (const step of steps) {
    field.setRangeText(before + step, 0, field.value.length, "end");
    fireEvent.compositionUpdate(field, { data: step });
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true, data: step }));
    expect(field.value, "rewritten while composing").toBe(before + step);
  }
  fireEvent.compositionEnd(field, { data: steps.at(-1) });
  if (inputAfterEnd) field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: false }));
}

test.each([true, false])("an input method neither doubles nor loses a letter (input after compositionend: %s)", (inputAfterEnd) => {
  const onValue = vi.fn();
  render(<Echo onValue={onValue} />);
  const field = screen.getByLabelText<HTMLInputElement>(/Họ và tên/);
  compose(field, "", ["N", "Ng", "Ngu", "Nguy", "Nguye", "Nguyê", "Nguyên", "Nguyễn"], inputAfterEnd);
  compose(field, "Nguyễn ", ["T", "Th", "Thi", "Thị"], inputAfterEnd);
  expect(field.value).toBe("Nguyễn Thị");
  expect(onValue.mock.calls.map(([value]) => value as string)).toEqual(["Nguyễn", "Nguyễn Thị"]);
  expect(screen.getByRole("status").textContent).toBe("Nguyễn Thị");
});

test("pasted decomposed text is told composed, and the screen is left as it is", () => {
  const onValue = vi.fn();
  render(<TextField label="Xã" onValue={onValue} />);
  const field = screen.getByLabelText<HTMLInputElement>("Xã");
  const decomposed = "Đắk Hà".normalize("NFD");
  field.value = decomposed;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  expect(onValue).toHaveBeenLastCalledWith("Đắk Hà".normalize("NFC"));
  expect(field.value).toBe(decomposed);
});

test("an unfinished composition is told when the field is left", () => {
  const onValue = vi.fn();
  render(<TextField label="Tên" onValue={onValue} />);
  const field = screen.getByLabelText<HTMLInputElement>("Tên");
  field.focus();
  fireEvent.compositionStart(field);
  field.value = "Hươn";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
  fireEvent.blur(field);
  expect(onValue).toHaveBeenLastCalledWith("Hươn");
});

test.each([
  ["05/09/2025", "2025-09-05"],
  ["5-9-2025", "2025-09-05"],
  ["05092025", "2025-09-05"],
  ["31/02/2025", "31/02/2025"],
  ["", null],
])("a date typed as %s is told as %s", async (text, value) => {
  const onLeave = vi.fn();
  render(<DateField label="Ngày cấp" onLeave={onLeave} />);
  const field = screen.getByLabelText(/Ngày cấp/);
  await userEvent.click(field);
  if (text) await userEvent.type(field, text);
  await userEvent.tab();
  expect(onLeave).toHaveBeenLastCalledWith(value);
  if (value === text) expect(field.getAttribute("aria-invalid")).toBe("true");
});

test.each([
  ["1.234,5", 1234.5],
  ["250", 250],
  ["3.000", 3000],
  ["12.5", 12.5],
  ["hai trăm", "hai trăm"],
])("a number typed as %s is told as %s", async (text, value) => {
  const onLeave = vi.fn();
  render(<NumberField label="Lưu lượng" unit="m³/ngày đêm" onLeave={onLeave} />);
  await userEvent.type(screen.getByLabelText(/Lưu lượng/), text);
  await userEvent.tab();
  expect(onLeave).toHaveBeenLastCalledWith(value);
});

test("a commune among ten thousand is found without marks and chosen by keyboard", async () => {
  const items = Array.from({ length: 10_000 }, (_, at) => ({ id: String(at), name: at === 7_777 ? "Xã Đăk Rơ Wa" : `Xã số ${String(at)}` }));
  const onChange = vi.fn();
  render(<ComboBox label="Xã, phường" items={items} onChange={onChange} />);
  const field = screen.getByRole("combobox", { name: /Xã, phường/ });
  await userEvent.type(field, "dak ro");
  expect((await screen.findAllByRole("option")).map((option) => option.textContent)).toEqual(["Xã Đăk Rơ Wa"]);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(onChange).toHaveBeenCalledWith("7777");
});

test("what is chosen from elsewhere stays when the field is left", async () => {
  const items = ["Kon Tum", "Gia Lai"].map((name) => ({ id: name, name }));
  const onChange = vi.fn();
  const view = render(<ComboBox label="Tỉnh" items={items} value={null} onChange={onChange} />);
  const user = userEvent.setup();
  const field = screen.getByRole<HTMLInputElement>("combobox");
  await user.type(field, "k{Backspace}");
  view.rerender(<ComboBox label="Tỉnh" items={items} value="Kon Tum" onChange={onChange} />);
  expect(field.value).toBe("Kon Tum");
  await user.tab();
  expect(onChange).not.toHaveBeenCalled();
});

test("a list stays open while the page brings its field into view", async () => {
  const items = Array.from({ length: 30 }, (_, index) => ({ id: String(index), name: `Xã Đăk Hà ${index}` }));
  render(<ComboBox label="Xã, phường" items={items} onChange={() => undefined} />);
  const user = userEvent.setup();
  const field = screen.getByRole<HTMLInputElement>("combobox");
  await user.type(field, "dak");
  expect(screen.getAllByRole("option")).toHaveLength(30);
  act(() => void document.body.dispatchEvent(new Event("scroll")));
  expect(screen.getAllByRole("option")).toHaveLength(30);
  // What has left the window takes its list along.
  field.getBoundingClientRect = () => new DOMRect(0, -500, 100, 40);
  act(() => void document.body.dispatchEvent(new Event("scroll")));
  await waitFor(() => expect(screen.queryAllByRole("option")).toHaveLength(0));
  expect(field.value).toBe("dak");
});
