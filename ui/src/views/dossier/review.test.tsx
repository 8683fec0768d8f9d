import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { FieldProblem } from "#/backend";
import { asked, openPlace, typeInto } from "../testing/openPlace";

const problemList = () => document.querySelector<HTMLElement>('[role="group"][aria-label^="Còn "]');
const links = () => [...(problemList()?.querySelectorAll("a") ?? [])];
const byId = (id: string) => document.getElementById(id);

test("the last page lists everything wrong at once, also of parts not begun", async () => {
  await openPlace("#/dossiers/d-0001/review");
  await waitFor(() => expect(links().length).toBe(10));
  expect(problemList()?.getAttribute("aria-label")).toBe("Còn 10 mục cần sửa trước khi nộp");
  expect(links().map((link) => link.textContent)).toContain("Còn thiếu “Đơn đề nghị cấp giấy phép thăm dò nước dưới đất”. Hãy đính kèm tệp cho thành phần này.");
});

test.each([
  ["form.purpose", "a list", "f-form-purpose"],
  ["form.commune", "a combo box", "f-form-commune"],
  ["form.place_detail", "a line", "f-form-place_detail"],
  ["form.works_start", "a date", "f-form-works_start"],
  ["papers.1.004232-TP02", "a paper", "f-papers-1-004232-TP02"],
])("the problem of %s leads to its control (%s)", async (path, _kind, id) => {
  const { user } = await openPlace("#/dossiers/d-0001/review");
  await waitFor(() => expect(links().length).toBe(10));
  const link = links().find((one) => one.getAttribute("href")?.endsWith(encodeURIComponent(path)));
  if (link) await user.click(link);
  await waitFor(() => expect(document.activeElement?.id).toBe(id));
  const described = document.activeElement?.getAttribute("aria-describedby") ?? "";
  const words = described.split(" ").map((one) => byId(one)?.textContent ?? "");
  expect(words.some((one) => /Hãy (chọn|nhập|đính kèm)/.test(one)), "the field says what is wrong").toBe(true);
});

test("a problem among radios leads to the chosen one, and one of a commune without province to the province", async () => {
  const problems: FieldProblem[] = [
    { path: "applicant.kind", code: "not_a_choice", message: "“Đối tượng” không có trong danh sách." },
    { path: "applicant.address.commune", code: "choice_required", message: "Hãy chọn “Xã, phường”." },
  ];
  const { desk, user } = await openPlace("#/dossiers/d-ready/review", (one) => {
    delete one.content("d-ready").answers["applicant.address.province"];
  });
  await waitFor(() => expect(links()).toHaveLength(1));
  desk.instead.submit = () => {
    throw { code: "invalid_fields", message: "Còn 2 mục cần bổ sung hoặc sửa trước khi nộp.", fields: problems, trace: null };
  };
  await user.keyboard("{F9}");
  await waitFor(() => expect(links()).toHaveLength(2));
  await waitFor(() => expect(document.activeElement, "what was refused is read out").toBe(problemList()));
  fireEvent.click(links()[0] as HTMLElement);
  await waitFor(() => expect((document.activeElement as HTMLInputElement).value).toBe("citizen"));
  window.location.hash = "#/dossiers/d-ready/people?check=1&field=applicant.address.commune";
  await waitFor(() => expect(document.activeElement?.id).toBe("f-applicant-address-province"));
});

test("F9 submits once, however often it is pressed, after everything typed is on the disk", async () => {
  const { desk } = await openPlace("#/dossiers/d-ready/people");
  typeInto(screen.getByLabelText<HTMLInputElement>(/^Họ và tên/), "Y Hương Mới");
  window.location.hash = "#/dossiers/d-ready/review";
  await screen.findByText("Nộp hồ sơ", { selector: "button span" });
  act(() => {
    for (let press = 0; press < 3; press += 1) fireEvent.keyDown(document.body, { key: "F9" });
  });
  await waitFor(() => expect(asked(desk, "submit")).toHaveLength(1));
  expect(await screen.findByText("Chưa nộp: hồ sơ đang chờ trong Hộp gửi")).toBeTruthy();
  act(() => void fireEvent.keyDown(document.body, { key: "F9" }));
  expect(asked(desk, "submit")).toHaveLength(1);
  const order = desk.asked.map(({ command }) => command);
  expect(order.indexOf("set_answers")).toBeLessThan(order.indexOf("submit"));
  expect(desk.content("d-ready").answers["applicant.full_name"]).toBe("Y Hương Mới");
});

test("nothing is submitted while the disk does not take what was typed", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-ready/people");
  desk.instead.set_answers = () => {
    throw { code: "disk_full", message: "Đĩa đã đầy nên chưa lưu được.", fields: [], trace: null };
  };
  typeInto(screen.getByLabelText<HTMLInputElement>(/^Họ và tên/), "Y Hương Mới");
  window.location.hash = "#/dossiers/d-ready/review";
  await screen.findByText("Nộp hồ sơ", { selector: "button span" });
  await user.keyboard("{F9}");
  expect(await screen.findByText(/Chưa lưu được những gì vừa nhập nên chưa nộp/)).toBeTruthy();
  expect(asked(desk, "submit")).toEqual([]);
});

test("without an account the way to sign in is offered, and the dossier stays", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-ready/review");
  desk.instead.submit = () => {
    throw { code: "sign_in_needed", message: "Cần đăng nhập để nộp hồ sơ.", fields: [], trace: null };
  };
  await user.keyboard("{F9}");
  const alert = (await screen.findByText("Cần đăng nhập để nộp hồ sơ.")).closest<HTMLElement>('[role="alert"]');
  if (!alert) throw new Error("not said at once");
  expect(within(alert).getByText("Đăng nhập").closest("a")?.getAttribute("href")).toBe("#/sign-in");
});

test("Enter goes on from field to part, and the first thing open takes the focus", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/people");
  const field = screen.getByLabelText<HTMLInputElement>(/^Họ và tên/);
  typeInto(field, "A Thui Đăk Mar");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/dossiers/d-0001/form"));
  await waitFor(() => expect(document.activeElement?.id).toBe("f-form-purpose"));
  expect(desk.content("d-0001").answers["applicant.full_name"]).toBe("A Thui Đăk Mar");
  act(() => byId("f-form-note")?.focus());
  await user.keyboard("{Enter}");
  expect(window.location.hash, "Enter in several lines begins a new one").toBe("#/dossiers/d-0001/form");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(document.activeElement?.id).toBe("f-papers-1-004232-TP01"));
});

test("a supplement: every item leads to its place, and the answer goes once with its note", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-supplement");
  const items = await screen.findAllByText(/^(Đề án thăm dò nước dưới đất|Biểu mẫu điện tử)$/, { selector: "a" });
  expect(items.map((item) => item.getAttribute("href"))).toEqual(["#/dossiers/d-supplement/papers?field=papers.1.004232-TP02", "#/dossiers/d-supplement/form"]);
  window.location.hash = "#/dossiers/d-supplement/review";
  const note = await screen.findByLabelText<HTMLTextAreaElement>(/^Lời nhắn cho cán bộ/);
  typeInto(note, "Đã bổ sung bản đồ.");
  await user.keyboard("{F9}{F9}");
  await waitFor(() => expect(asked(desk, "answer_supplement")).toEqual([{ id: "d-supplement", note: "Đã bổ sung bản đồ." }]));
});

test("on its way: the bytes, that it is not submitted, and the way back to draft", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-sending");
  expect(await screen.findByText("Chưa nộp: hồ sơ đang được gửi")).toBeTruthy();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuetext")).toContain("3,4\u00a0MB trên 9,8\u00a0MB");
  await user.click(screen.getByText("Đưa về soạn tiếp", { selector: "button span" }));
  await waitFor(() => expect(asked(desk, "recall")).toEqual([{ id: "d-sending" }]));
  await waitFor(() => expect(screen.getByText("Nộp hồ sơ", { selector: "button span" })).toBeTruthy());
});

test("held: the portal's words line by line, and what can be done", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-held");
  expect(await screen.findByText(/Cổng chưa nhận: Số giấy tờ của người nộp không khớp với tài khoản\./)).toBeTruthy();
  expect(screen.getByText("Đưa về soạn tiếp", { selector: "button span" })).toBeTruthy();
  await user.click(screen.getByText("Thử gửi lại", { selector: "button span" }));
  await waitFor(() => expect(asked(desk, "outbox_retry")).toEqual([{ id: "d-held" }]));
});

test("submitted: the code, the key and what the portal holds, with hashes", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-sent");
  expect(await screen.findByText("7KQ4-MX2D")).toBeTruthy();
  expect(screen.getAllByText("000.00.12.H34-220401-0007").length).toBeGreaterThan(0);
  await user.click(screen.getByText("Giấy tờ cổng đang giữ (3 tệp)"));
  const hash = desk.content("d-sent").proof?.papers[0]?.sha256 ?? "none";
  expect(screen.getByText(hash)).toBeTruthy();
});
