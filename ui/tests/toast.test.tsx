import { act, render, screen } from "@testing-library/react";
import { I18nProvider } from "react-aria-components";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { leavePage, toast, ToastRegion } from "#/design";
import { closeToast, SEEN_AFTER, toastQueue } from "#/design/toasts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  window.location.hash = "#/dossiers/1/papers";
});

afterEach(() => {
  act(() => toastQueue.visibleToasts.slice().forEach(({ key }) => closeToast(key)));
  vi.useRealTimers();
});

function open() {
  render(
    <I18nProvider locale="vi-VN">
      <button type="button">Nộp hồ sơ</button>
      <ToastRegion />
    </I18nProvider>,
  );
}

const say = (content: Parameters<typeof toast>[0]) =>
  act(() => {
    toast(content);
    vi.advanceTimersByTime(1);
  });
const said = () => screen.queryAllByRole("alertdialog", { hidden: true }).map((one) => one.textContent?.replace("Đóng", "").trim());
const go = (hash: string) =>
  act(() => {
    window.history.replaceState(null, "", hash);
    leavePage();
  });

test("three messages at most, and what made room does not come back", () => {
  open();
  for (const text of ["một", "hai", "ba", "bốn", "năm"]) say({ text });
  expect(said()).toEqual(["năm", "bốn", "ba"]);
  act(() => closeToast(toastQueue.visibleToasts[0]?.key ?? ""));
  expect(said()).toEqual(["bốn", "ba"]);
});

test("what went wrong is not pushed out by what went well", () => {
  open();
  say({ text: "Đĩa đã đầy", tone: "bad" });
  for (const text of ["một", "hai", "ba"]) say({ text });
  expect(said()).toEqual(["ba", "hai", "Đĩa đã đầy"]);
});

test("the same is not said twice at a time", () => {
  open();
  say({ text: "Đã lưu cài đặt" });
  say({ text: "Mất kết nối", tone: "bad" });
  say({ text: "Đã lưu cài đặt" });
  say({ text: "Mất kết nối", tone: "bad" });
  expect(said()).toEqual(["Mất kết nối", "Đã lưu cài đặt"]);
});

test("what is about a page goes with it; a way back, and what comes from outside, stay their time", () => {
  open();
  say({ text: "Đã lưu bản in" });
  say({ text: "Đã gỡ tệp", action: { label: "Hoàn tác", run: () => undefined } });
  say({ text: "Cổng đang bảo trì", everywhere: true });
  go("#/dossiers/1/papers?field=x");
  expect(said()).toHaveLength(3);
  go("#/outbox");
  expect(said()).toEqual(["Cổng đang bảo trì", "Đã gỡ tệpHoàn tác"]);
});

test("what is said while leading on belongs to the page that is led to", () => {
  open();
  act(() => {
    toast({ text: "Đã xác nhận tài khoản" });
    window.history.replaceState(null, "", "#/sign-in");
    leavePage();
    vi.advanceTimersByTime(1);
  });
  act(() => leavePage());
  expect(said()).toEqual(["Đã xác nhận tài khoản"]);
  go("#/outbox");
  expect(said()).toEqual([]);
});

test("what went wrong stays until it was seen: not by the clock, and over a page left at once", () => {
  open();
  say({ text: "Không lưu được tệp", tone: "bad" });
  go("#/outbox");
  act(() => void vi.advanceTimersByTime(60_000));
  expect(said()).toEqual(["Không lưu được tệp"]);
  go("#/papers");
  expect(said(), "seen, and the page is another one").toEqual([]);
});

test("nobody sees what stands in a window without the focus", () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  open();
  say({ text: "Không gửi được", tone: "bad" });
  act(() => void vi.advanceTimersByTime(60_000));
  go("#/outbox");
  expect(said()).toHaveLength(1);
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  act(() => {
    window.dispatchEvent(new Event("focus"));
    vi.advanceTimersByTime(SEEN_AFTER);
  });
  go("#/papers");
  expect(said()).toEqual([]);
});

test("messages give way to the control that has the focus", () => {
  open();
  const button = screen.getByRole("button");
  button.getBoundingClientRect = () => new DOMRect(900, 600, 120, 40);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockImplementation(function (this: HTMLElement) {
    return this.classList.contains("high") ? new DOMRect(700, 70, 320, 120) : new DOMRect(700, 580, 320, 120);
  });
  say({ text: "Đã lưu bản in" });
  const region = () => screen.getByRole("region", { hidden: true });
  expect(region().classList.contains("high")).toBe(false);
  act(() => button.focus());
  expect(region().classList.contains("high")).toBe(true);
  button.getBoundingClientRect = () => new DOMRect(900, 80, 120, 40);
  act(() => void document.dispatchEvent(new Event("scroll")));
  expect(region().classList.contains("high")).toBe(false);
});
