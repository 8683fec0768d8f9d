import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { BusinessStatus } from "#/backend";
import { asked, openPlace, typeInto } from "../testing/openPlace";

const words: Record<BusinessStatus, string> = {
  registered: "Mới đăng ký",
  received: "Được tiếp nhận",
  refused: "Không được tiếp nhận",
  processing: "Đang xử lý",
  supplement_requested: "Yêu cầu bổ sung giấy tờ",
  payment_requested: "Yêu cầu thực hiện nghĩa vụ tài chính",
  withdrawn: "Công dân yêu cầu rút hồ sơ",
  stopped: "Dừng xử lý",
  finished: "Đã xử lý xong",
  returned: "Đã trả kết quả",
};

const events = () => [...document.querySelectorAll("main ol > li")];
const withdrawable = ["registered", "received", "processing", "supplement_requested", "payment_requested"];

test.each(Object.keys(words) as BusinessStatus[])("the timeline tells %s in the national words, newest first", async (status) => {
  await openPlace("#/dossiers/d-sent/timeline", (desk) => {
    desk.row("d-sent").status = status;
  });
  await waitFor(() => expect(events().length).toBeGreaterThan(0));
  expect(events()[0]?.textContent).toContain(words[status]);
  expect(events().at(-1)?.textContent).toContain(words.registered);
  expect(screen.queryByText("Rút hồ sơ") !== null, "may be withdrawn").toBe(withdrawable.includes(status));
});

test.each([
  ["processing", 6, "còn 4 ngày làm việc"],
  ["processing", -3, "quá hạn 1 ngày làm việc"],
  ["supplement_requested", 6, "thời hạn đang tạm dừng"],
] as const)("the due date of a dossier in %s, %i days off: %s", async (status, days, told) => {
  await openPlace("#/dossiers/d-sent/timeline", (desk) => {
    Object.assign(desk.row("d-sent"), { status, due_on: new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10) });
  });
  expect(await screen.findByText(told)).toBeTruthy();
});

test("a finished dossier has its result to look at and to keep, and no day counts any more", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-returned/timeline");
  expect(await screen.findByText("Giay-phep-14-GP-UBND.pdf")).toBeTruthy();
  await user.click(screen.getByText("Lưu kết quả"));
  await waitFor(() => expect(asked(desk, "save_result")).toEqual([{ id: "d-returned", result: "r-1" }]));
  expect(screen.queryByText(/ngày làm việc/)).toBeNull();
});

test("what the agency waits for stands first and leads there", async () => {
  await openPlace("#/dossiers/d-supplement/timeline", (desk) => {
    desk.row("d-supplement").money = "due";
    const [due] = desk.transactions.rows;
    if (due) due.dossier = "d-supplement";
  });
  expect((await screen.findByText("Bổ sung hồ sơ")).closest("a")?.getAttribute("href")).toBe("#/dossiers/d-supplement");
  expect(screen.getByText("Đề án thăm dò nước dưới đất: Thiếu bản đồ khu vực thăm dò tỷ lệ 1:25.000.")).toBeTruthy();
  await waitFor(() => expect(screen.getByText("Thanh toán phí/lệ phí").closest("a")?.getAttribute("href")).toBe("#/profile/transactions/t-0001"));
});

test("withdrawing asks why first", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-sent/timeline");
  await user.click(await screen.findByText("Rút hồ sơ"));
  await user.click(await screen.findByText("Rút hồ sơ này"));
  expect(await screen.findByText("Hãy ghi lý do rút hồ sơ.")).toBeTruthy();
  expect(asked(desk, "withdraw")).toEqual([]);
  typeInto(screen.getByLabelText(/^Lý do rút/), "Đổi vị trí công trình");
  await user.click(screen.getByText("Rút hồ sơ này"));
  await waitFor(() => expect(asked(desk, "withdraw")).toEqual([{ id: "d-sent", reason: "Đổi vị trí công trình" }]));
});

test("looking up by code and key, without an account", async () => {
  const { desk, user } = await openPlace("#/lookup");
  const code = await screen.findByLabelText<HTMLInputElement>(/^Mã hồ sơ/);
  const key = screen.getByLabelText<HTMLInputElement>(/^Mã tra cứu/);
  typeInto(code, " 000.00.12.H34-220228-0011 ");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement, "what is missing takes the focus").toBe(key));
  expect(asked(desk, "lookup")).toEqual([]);
  typeInto(key, "7KQ4-MX2D");
  fireEvent.submit(key.closest("form") as HTMLFormElement);
  await waitFor(() => expect(asked(desk, "lookup")).toEqual([{ code: "000.00.12.H34-220228-0011", key: "7KQ4-MX2D" }]));
  expect(await screen.findByText("Y H***** Đ** R* W*")).toBeTruthy();
});

test("a code that fits nothing is answered with what to do", async () => {
  await openPlace("#/lookup");
  typeInto(await screen.findByLabelText<HTMLInputElement>(/^Mã hồ sơ/), "1");
  typeInto(screen.getByLabelText<HTMLInputElement>(/^Mã tra cứu/), "2");
  fireEvent.submit(document.querySelector("main form") as HTMLFormElement);
  expect(await screen.findByText(/Hãy xem lại từng ký tự trên giấy tiếp nhận/)).toBeTruthy();
});
