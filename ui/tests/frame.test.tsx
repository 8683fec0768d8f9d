import { act, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import { App } from "#/app/App";
import { begin } from "#/app/beginning";
import { installFakeDesk } from "#/backend/fake/install";
import { openWindow } from "./window";

test("the first start offers three ways, and preparing needs no portal", async () => {
  const { user, desk } = await openWindow("", "fresh");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Chào mừng đến với Một Cửa");
  expect(screen.getAllByRole("heading", { level: 3 }).map((heading) => heading.textContent)).toEqual(["Kết nối cổng dịch vụ công", "Tập huấn", "Mở gói từ máy khác"]);
  await user.click(screen.getByRole("button", { name: "Bắt đầu soạn" }));
  await screen.findByRole("heading", { level: 1, name: "Mã khôi phục của bạn" });
  await screen.findByText("K7QM");
  await user.click(screen.getByRole("button", { name: "Tôi đã ghi lại mã" }));
  await screen.findByRole("heading", { level: 1, name: "Tìm thủ tục" });
  expect(desk.status.recovery_code_unseen).toBe(false);
});

test("training that is heard of before its choice is answered stands on its desk, not on the first run", async () => {
  const { user, desk } = await openWindow("", "fresh");
  await waitFor(() => expect(window.location.hash).toBe("#/welcome"));
  desk.instead.choose_training = () => {
    desk.status.mode = "training";
    desk.emit({ kind: "status" });
    return new Promise(() => undefined);
  };
  await user.click(screen.getByRole("button", { name: "Vào tập huấn" }));
  await screen.findByRole("heading", { level: 1, name: "Bàn làm việc" });
});

test("an answer that comes late leaves the person where they have gone meanwhile", async () => {
  const { user, desk } = await openWindow("", "fresh");
  await waitFor(() => expect(window.location.hash).toBe("#/welcome"));
  let answer: (() => void) | undefined;
  desk.instead.choose_training = () => {
    desk.status.mode = "training";
    desk.emit({ kind: "status" });
    return new Promise((resolve) => (answer = () => resolve({ ...desk.status, outbox: { ...desk.status.outbox, held: 3 } })));
  };
  await user.click(screen.getByRole("button", { name: "Vào tập huấn" }));
  await screen.findByRole("heading", { level: 1, name: "Bàn làm việc" });
  await user.keyboard("{F2}");
  await screen.findByRole("heading", { level: 1, name: "Tìm thủ tục" });
  act(() => answer?.());
  await waitFor(() => expect(screen.getByRole("contentinfo").textContent).toContain("3 hồ sơ bị giữ lại"));
  expect(window.location.hash).toMatch(/^#\/search/);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Tìm thủ tục");
});

test("a store that is locked asks for the passphrase, says when it is wrong, and opens", async () => {
  const { user } = await openWindow("", "locked");
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Kho hồ sơ đang khóa");
  await user.type(screen.getByLabelText(/^Mật khẩu kho/), "sai{Enter}");
  await waitFor(() => expect(screen.getByLabelText(/^Mật khẩu kho/).getAttribute("aria-invalid")).toBe("true"));
  await user.type(screen.getByLabelText(/^Mật khẩu kho/), " nhưng đủ dài{Enter}");
  await screen.findByRole("heading", { level: 1, name: "Bàn làm việc" });
});

test("training is marked, and connection and outbox stand in words", async () => {
  await openWindow("#/");
  expect(screen.getByRole("region", { name: "Chế độ tập huấn" }).textContent).toContain("TẬP HUẤN");
  expect(screen.getByRole("contentinfo", { name: "Kết nối và hộp gửi" }).textContent).toMatch(/Đã kết nối cổng.*1 hồ sơ bị giữ lại/);
});

test("an event of the desk changes what the frame says", async () => {
  const { desk } = await openWindow("#/");
  desk.status.connection.state = "offline";
  act(() => desk.emit({ kind: "status" }));
  await waitFor(() => expect(screen.getByRole("contentinfo").textContent).toContain("Không có mạng tới cổng"));
});

test("F-keys and the palette go to places; the place is remembered", async () => {
  const { user, desk } = await openWindow("#/");
  await user.keyboard("{F2}");
  await screen.findByRole("heading", { level: 1, name: "Tìm thủ tục" });
  await waitFor(() => expect(desk.status.last_place).toBe("/search"));
  await user.keyboard("{Control>}k{/Control}");
  const palette = await screen.findByRole("dialog");
  expect(palette).toBeTruthy();
  await user.keyboard("tro giup");
  await waitFor(() => expect(screen.getAllByRole("menuitem")).toHaveLength(1));
  await user.keyboard("{Enter}");
  await screen.findByRole("heading", { level: 1, name: "Trợ giúp" });
});

test("the window opens where the person was", async () => {
  const desk = installFakeDesk("ready");
  desk.status.last_place = "/procedures/1.004232?edition=2022";
  window.location.hash = "";
  render(<App />);
  await screen.findByRole("heading", { level: 1, name: /Cấp giấy phép thăm dò/ });
});

test("what the window draws first is the place, not a page that waits for it", async () => {
  installFakeDesk("ready");
  window.location.hash = "";
  render(<App {...(await begin())} />);
  expect(screen.getByRole("heading", { level: 1, name: "Bàn làm việc" })).toBeTruthy();
});

test("a desk that takes long to answer is waited for in sight; its answer opens the place", async () => {
  const desk = installFakeDesk("ready");
  window.location.hash = "";
  let answer: (() => void) | undefined;
  desk.instead.status = () => new Promise((resolve) => (answer = () => resolve(desk.status)));
  render(<App {...(await begin())} />);
  expect(screen.getByText("Đang mở kho hồ sơ…")).toBeTruthy();
  act(() => answer?.());
  await screen.findByRole("heading", { level: 1, name: "Bàn làm việc" });
});

test("a desk that fails at its first answer says so and can be asked again", async () => {
  const desk = installFakeDesk("ready");
  window.location.hash = "";
  desk.instead.status = () => Promise.reject({ code: "internal", message: "Kho hồ sơ không mở được.", fields: [] });
  render(<App {...(await begin())} />);
  await screen.findByText("Kho hồ sơ không mở được.");
  delete desk.instead.status;
  await userEvent.setup().click(screen.getByRole("button", { name: "Thử lại" }));
  await screen.findByRole("heading", { level: 1, name: "Bàn làm việc" });
});

test("another language draws the whole window in it, at once", async () => {
  const { user } = await openWindow("#/settings");
  await user.click(screen.getByRole("radio", { name: "English" }));
  await screen.findByRole("heading", { level: 1, name: "Settings" });
  expect(document.documentElement.lang).toBe("en");
});

test("drafts made before signing in go to the account only when the person says so", async () => {
  const { user, desk } = await openWindow("#/help", "ready");
  await user.click(screen.getByRole("link", { name: /Đăng nhập/ }));
  await screen.findByRole("heading", { level: 1, name: "Đăng nhập" });
  desk.unclaimed = [
    { id: "d-1", procedure_name: "Đăng ký khai thác nước dưới đất", applicant_name: "A Thui" },
    { id: "d-2", procedure_name: "Cấp giấy phép môi trường", applicant_name: null },
  ];
  await user.type(screen.getByLabelText(/^Thư điện tử hoặc/), "y.huong@example.vn");
  await user.type(screen.getByLabelText(/^Mật khẩu/), "Nuoc-sach@2022{Enter}");
  await screen.findByRole("heading", { level: 1, name: "Hồ sơ nào là của bạn?" });
  expect(desk.asked.some((one) => one.command === "claim_drafts")).toBe(false);
  await user.click((await screen.findAllByRole("checkbox"))[1] as HTMLElement);
  await user.click(screen.getByRole("button", { name: /^Đưa 1 hồ sơ vào tài khoản/ }));
  // Back to where the work was.
  await screen.findByRole("heading", { level: 1, name: "Trợ giúp" });
  const claimed = desk.asked.find((one) => one.command === "claim_drafts")?.args.ids as string[];
  expect(claimed).toHaveLength(1);
});
