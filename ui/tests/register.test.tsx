import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const described = (field: HTMLElement) =>
  (field.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "")
    .join(" ");

test("all errors are said at once, each beside its field, and the summary leads to them", async () => {
  const { user } = await openWindow("#/register");
  await user.click(screen.getByRole("button", { name: "Đăng ký" }));

  const summary = await screen.findByRole("alert", { name: /chỗ cần sửa/ });
  expect(within(summary).getAllByRole("link")).toHaveLength(6);
  expect(document.activeElement).toBe(summary);

  for (const [label, words] of [
    [/^Họ và tên/, "Hãy nhập họ và tên."],
    [/^Số định danh cá nhân/, "12 chữ số"],
    [/^Số điện thoại/, "10 chữ số"],
    [/^Thư điện tử/, "Địa chỉ thư điện tử chưa đúng"],
    [/^Mật khẩu/, "ít nhất 8 ký tự"],
  ] as const) {
    const field = screen.getByLabelText(label);
    expect(field.getAttribute("aria-invalid"), String(label)).toBe("true");
    expect(described(field)).toContain(words);
  }

  await user.click(within(summary).getByRole("link", { name: /Số điện thoại/ }));
  expect(document.activeElement).toBe(screen.getByLabelText(/^Số điện thoại/));
});

test("an error goes away when its field is put right", async () => {
  const { user } = await openWindow("#/register");
  await user.click(screen.getByRole("button", { name: "Đăng ký" }));
  await screen.findByRole("alert", { name: /chỗ cần sửa/ });
  await user.type(screen.getByLabelText(/^Số điện thoại/), "0905123456");
  await user.tab();
  await waitFor(() => expect(screen.getByLabelText(/^Số điện thoại/).getAttribute("aria-invalid")).not.toBe("true"));
});

test("a good registration is sent once and leads to the page about the letter", async () => {
  const { user, desk } = await openWindow("#/register");
  await user.click(screen.getByRole("tab", { name: "Doanh nghiệp" }));
  await user.type(screen.getByLabelText(/^Tên doanh nghiệp/), "Công ty Nước Đăk Hà");
  await user.type(screen.getByLabelText(/^Họ và tên người đại diện/), "A Thui");
  await user.type(screen.getByLabelText(/^Mã số thuế/), "0100109106");
  await user.clear(screen.getByLabelText(/^Số điện thoại/));
  await user.type(screen.getByLabelText(/^Số điện thoại/), "0905 123 456");
  await user.type(screen.getByLabelText(/^Thư điện tử/), "a.thui@example.vn");
  await user.type(screen.getByLabelText(/^Mật khẩu/), "Nuoc-sach@2022");
  await user.click(screen.getByRole("checkbox", { name: /đồng ý/ }));
  await user.click(screen.getByRole("button", { name: "Đăng ký" }));
  await screen.findByRole("heading", { name: "Hãy xác nhận thư điện tử" });
  const sent = desk.asked.filter((one) => one.command === "register");
  expect(sent).toHaveLength(1);
  expect(sent[0]?.args.registration).toMatchObject({ details: { kind: "business", organisation_name: "Công ty Nước Đăk Hà", phone: "0905123456" }, accepts_terms: true });
});
