import { render, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { App } from "#/app/App";
import { begin } from "#/app/beginning";
import { refuse } from "#/backend/fake/desk";
import { installFakeDesk } from "#/backend/fake/install";
import { openWindow } from "./window";

const field = () => screen.getByLabelText<HTMLInputElement>(/Tên hoặc mã thủ tục/);
const rows = () => within(screen.getByRole("table", { name: "Kết quả tìm thủ tục" })).getAllByRole("row").slice(1);

test("typing without marks brings the rows, and the keyboard goes from the field to a procedure and back", async () => {
  const { user } = await openWindow("#/search", "ready");
  expect(document.activeElement).toBe(field());
  await user.keyboard("tham do nuoc duoi dat");
  await waitFor(() => expect(screen.getByText(/^Có \d+ thủ tục$/).textContent).toBe("Có 2 thủ tục"));
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(rows()[0]?.textContent).toContain("1.004232.000.00.00.H34");
  expect(rows()[0]?.querySelectorAll("mark").length).toBeGreaterThan(2);

  await user.keyboard("{ArrowDown}");
  const links = () => rows().map((row) => within(row).getByRole("link"));
  await waitFor(() => expect(document.activeElement).toBe(links()[0]));
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement).toBe(links()[1]));
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(document.activeElement).toBe(field());

  await user.keyboard("{Enter}");
  await screen.findByRole("heading", { level: 1, name: /Cấp giấy phép thăm dò nước dưới đất/ });
  await user.keyboard("{Escape}");
  await screen.findByRole("heading", { level: 1, name: "Tìm thủ tục" });
});

test("the address follows the typing without touching the field", async () => {
  const { user, desk } = await openWindow("#/search", "ready");
  const before = field();
  await user.keyboard("khai thac");
  await waitFor(() => expect(desk.status.last_place).toBe("/search?text=khai+thac"));
  await user.keyboard(" nuoc");
  expect(field()).toBe(before);
  expect(before.value).toBe("khai thac nuoc");
});

test("the table has the columns people know, in their order", async () => {
  await openWindow("#/search", "ready");
  const heads = await screen.findAllByRole("columnheader");
  expect(heads.map((head) => head.textContent)).toEqual(["STT", "Mã chuẩn", "Tên thủ tục", "Lĩnh vực", "Cơ quan thực hiện", "Mức độ", "Thao tác"]);
});

test("nothing found says what to loosen", async () => {
  const { user } = await openWindow("#/search?text=nuoc%20duoi%20dat&sector=dat-dai", "ready");
  expect(await screen.findByText("Không tìm thấy thủ tục nào")).toBeTruthy();
  expect(screen.getByText(/^Bỏ chọn Lĩnh vực để thấy \d+ thủ tục/)).toBeTruthy();
  await user.click(screen.getAllByRole("button", { name: "Bỏ chọn bộ lọc" })[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByText("Không tìm thấy thủ tục nào")).toBeNull());
});

test.each([
  ["vi", "Chưa rõ", /^Chưa rõ thành phần hồ sơ:/, /^Chưa rõ phí, lệ phí/, /^Chưa nộp được: chưa rõ thành phần/, ["Thời hạn giải quyết", "Đối tượng thực hiện", "Mức độ dịch vụ công"]],
  ["en", "Not known", /^The papers are not known/, /^The fees are not known/, /^Cannot be filed yet: papers not known/, ["Time limit", "Applicants", "Online level"]],
] as const)("what is not known is said to be not known, in the row and on the page, and cannot be filed (%s)", async (language, unknown, papers, fees, row, facts) => {
  const desk = installFakeDesk("ready");
  desk.status.settings.language = language;
  window.location.hash = "#/search?text=1.001923";
  const view = render(<App {...(await begin())} />);
  const found = await waitFor(() => screen.getByRole("row", { name: /1\.001923/ }));
  expect(within(found).getByText(unknown)).toBeTruthy();
  expect(within(found).getByText(row)).toBeTruthy();
  expect(within(found).queryByText(/^(Mức độ|Level) \d/)).toBeNull();
  view.unmount();

  window.location.hash = "#/procedures/1.001923";
  render(<App {...(await begin())} />);
  expect(await screen.findByText(papers)).toBeTruthy();
  expect(screen.getByText(fees)).toBeTruthy();
  for (const fact of facts) expect(screen.getAllByText(fact, { selector: "dt" })[0]?.nextElementSibling?.textContent).toBe(unknown);
  expect(screen.queryByRole("button", { name: /Nộp hồ sơ trực tuyến|File online/ })).toBeNull();
});

test("a procedure is printed for the case entered, and its blank form too", async () => {
  const { desk, user } = await openWindow("#/procedures/1.004232");
  const asked = (command: string) => desk.asked.filter((one) => one.command === command).map((one) => one.args);
  await user.type(await screen.findByLabelText(/Lưu lượng/), "350");
  await user.click(screen.getByRole("button", { name: /Tờ hướng dẫn \(A5\)/ }));
  await waitFor(() => expect(asked("save_procedure_sheet")).toEqual([{ code: "1.004232", edition: "2022", value: 350 }]));
  expect(await screen.findByText(/^Đã lưu “.+\.pdf”; hãy mở tệp để in\.$/)).toBeTruthy();
  await user.keyboard("{Control>}p{/Control}");
  await waitFor(() => expect(asked("save_procedure_sheet")).toHaveLength(2));
  await user.click(screen.getByRole("button", { name: "Mẫu để trống" }));
  await waitFor(() => expect(asked("save_blank_form")).toEqual([{ code: "1.004232", edition: "2022" }]));
  desk.instead.save_blank_form = () => {
    throw refuse("disk_full", "Ổ đĩa đã đầy nên chưa lưu được tệp. Hãy chọn nơi khác.");
  };
  await user.click(screen.getByRole("button", { name: "Mẫu để trống" }));
  expect(await screen.findByText(/Ổ đĩa đã đầy/)).toBeTruthy();
});

test("illustrative amounts are marked wherever they stand", async () => {
  await openWindow("#/procedures/1.004232");
  const table = await screen.findByRole("table", { name: "Phí, lệ phí" });
  const amounts = within(table)
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.lastElementChild?.textContent ?? "");
  expect(amounts).toHaveLength(4);
  for (const amount of amounts) expect(amount).toMatch(/₫mức minh họa$/);
});

test("the fee depends on the flow until the flow is entered, and then it is one", async () => {
  const { user } = await openWindow("#/procedures/1.004232");
  const fees = () => within(screen.getByRole("table", { name: "Phí, lệ phí" })).getAllByRole("row").slice(1);
  expect(await screen.findByText(/Mức phí tùy lưu lượng/)).toBeTruthy();
  await user.type(screen.getByLabelText(/Lưu lượng/), "350");
  await waitFor(() => expect(fees()).toHaveLength(1));
  expect(fees()[0]?.textContent).toContain("800.000");
  expect(screen.queryByText(/Mức phí tùy lưu lượng/)).toBeNull();
  expect(screen.getAllByText("Không cần cho trường hợp này").length).toBeGreaterThan(0);
});

test("a favourite is marked by the space bar and is a list to narrow to", async () => {
  const { user } = await openWindow("#/search?text=tham%20do%20nuoc%20duoi%20dat", "ready");
  await waitFor(() => expect(rows()).toHaveLength(2));
  await user.keyboard("{ArrowDown} ");
  const star = (at: number) => within(rows()[at] as HTMLElement).getByRole("button", { name: /^Yêu thích:/ });
  await waitFor(() => expect(star(0).getAttribute("aria-pressed")).toBe("true"));
  expect(star(1).getAttribute("aria-pressed")).toBe("false");
  await user.click(screen.getByRole("button", { name: /Danh sách/ }));
  await user.click(await screen.findByRole("option", { name: /Yêu thích.*1/ }));
  await waitFor(() => expect(rows()).toHaveLength(1));

  // A favourite that costs nothing: there is none, and the page says which of the two to give up.
  await user.click(screen.getByRole("button", { name: /Đối tượng/ }));
  await user.click(await screen.findByRole("option", { name: /Chưa rõ đối tượng/ }));
  await user.type(field(), " dat dai");
  expect(await screen.findByText("Không tìm thấy thủ tục nào")).toBeTruthy();
});

test("a combination without a result is loosened by the one choice that stands in the way", async () => {
  const { user } = await openWindow("#/search?text=chuyen%20muc%20dich&audience=citizens&fee=with", "ready");
  await user.click(await screen.findByRole("button", { name: "Bỏ chọn Phí, lệ phí" }));
  await waitFor(() => expect(rows().length).toBeGreaterThan(0));
  expect(screen.getByRole("button", { name: /Đối tượng/ }).textContent).toContain("Công dân");
});

test("whom a procedure is for is not guessed, and the page marks it by its key", async () => {
  const { user } = await openWindow("#/procedures/1.004152", "ready");
  const facts = await screen.findByText("Đối tượng thực hiện");
  expect(facts.parentElement?.textContent).toContain("Chưa rõ");
  expect(screen.getByText(/chưa kiểm chứng/)).toBeTruthy();
  const mark = () => screen.getByRole("button", { name: /^Yêu thích/ });
  expect(mark().getAttribute("aria-pressed")).toBe("false");
  await user.keyboard("{Control>}d{/Control}");
  await waitFor(() => expect(mark().getAttribute("aria-pressed")).toBe("true"));
});
