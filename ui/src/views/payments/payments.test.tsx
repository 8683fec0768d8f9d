import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { scenes } from "#/backend/fake/scenes";
import { asked, openPlace } from "../testing/openPlace";
import { readQr } from "./Qr";

const pay = (id: string) => `#/profile/transactions/${id}`;
const main = () => within(document.querySelector("main") as HTMLElement);

test("the list says what is owed and offers only what is left to do", async () => {
  await openPlace("#/profile/transactions");
  const rows = await waitFor(() => {
    const all = [...document.querySelectorAll("tbody tr")];
    expect(all).toHaveLength(7);
    return all;
  });
  expect(rows.map((row) => [row.children[3]?.textContent, row.children[4]?.textContent])).toEqual([
    ["Chưa thanh toán", "Thanh toán phí/lệ phí"],
    ["Đang chờ ngân hàng", "Xem lần thanh toán"],
    ["Thanh toán không thành", "Thanh toán phí/lệ phí"],
    ["Thanh toán không thành", "Xem lần thanh toán"],
    ["Đã thanh toán", "Lưu biên lai"],
    ["Đã thanh toán", "Xem lần thanh toán"],
    ["Đã hoàn phí", "Lưu biên lai"],
  ]);
  expect(rows[0]?.textContent).toContain("800.000\u00a0₫");
  expect(rows[0]?.textContent).toContain("mức minh họa");
});

test("a fee is paid by the chosen way, once, and the bank's page opens", async () => {
  const { desk } = await openPlace(pay("t-0001"));
  fireEvent.click(await screen.findByLabelText(/^Ví VNPAY/));
  fireEvent.input(screen.getByLabelText(/^Tên người nộp tiền/), { target: { value: "Công ty A" } });
  act(() => {
    for (let press = 0; press < 3; press += 1) fireEvent.keyDown(document.body, { key: "F9" });
  });
  expect(await screen.findByText("Đang chờ xác nhận của ngân hàng")).toBeTruthy();
  expect(asked(desk, "start_payment")).toEqual([{ obligation: "t-0001", method: "vnpay:VNPAYEWALLET", payerName: "Công ty A" }]);
  await waitFor(() => expect(asked(desk, "open_payment")).toHaveLength(1));
});

test("a pending attempt blocks a second one until the portal says how it ended", async () => {
  const { desk } = await openPlace(pay("t-pending"));
  expect(await screen.findByText("Đang chờ xác nhận của ngân hàng")).toBeTruthy();
  expect(main().queryByRole("radio")).toBeNull();
  act(() => void fireEvent.keyDown(document.body, { key: "F9" }));
  expect(asked(desk, "start_payment")).toEqual([]);
  const row = desk.transactions.rows.find((one) => one.id === "t-pending");
  if (row?.attempt) {
    row.state = "failed";
    row.attempt.state = "failed";
    row.attempt.message = "Số dư không đủ.";
  }
  act(() => desk.emit({ kind: "transactions" }));
  expect(await screen.findByText("Lần thanh toán trước không thành")).toBeTruthy();
  expect(screen.getByText("Số dư không đủ. Có thể thử lại.")).toBeTruthy();
  expect(main().getAllByRole("radio").length).toBe(3);
});

test.each([
  ["t-paid", "Đã thanh toán, biên lai số BL-2022-000118"],
  ["t-settling", "Cổng đang phát hành biên lai; biên lai hiện ở đây ngay khi có. Không cần thanh toán lại."],
  ["t-refunded", "Tiền đã được hoàn về tài khoản đã thanh toán. Không cần làm gì thêm."],
  ["t-late", "Tiền đến muộn, đang được đối soát"],
])("what is paid, or may be, cannot be paid again (%s)", async (id, words) => {
  const { desk } = await openPlace(pay(id));
  expect(await screen.findByText(words)).toBeTruthy();
  expect(main().queryByRole("radio")).toBeNull();
  act(() => void fireEvent.keyDown(document.body, { key: "F9" }));
  expect(asked(desk, "start_payment")).toEqual([]);
});

test("the VietQR is drawn from its path alone", async () => {
  await openPlace(pay("t-0001"));
  fireEvent.click(await screen.findByLabelText(/^Mã VietQR/));
  act(() => void fireEvent.keyDown(document.body, { key: "F9" }));
  const drawing = await screen.findByRole("img", { name: "Mã VietQR để quét bằng điện thoại" });
  expect(drawing.querySelector("path")?.getAttribute("d")).toMatch(/^M/);
  expect(readQr('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><script>alert(1)</script><path d="M0,0h1v1h-1z" onload="x"/></svg>')).toEqual({ viewBox: "0 0 2 2", path: "M0,0h1v1h-1z" });
  expect(readQr('<svg viewBox="0 0 2 2"><path d="url(javascript:1)"/></svg>')).toBeNull();
  expect(readQr("nothing")).toBeNull();
});

test("nothing owed yet: what will be here, and when", async () => {
  await openPlace("#/profile/transactions", scenes["money-none"]);
  expect(await screen.findByText("Chưa có giao dịch nào")).toBeTruthy();
});
