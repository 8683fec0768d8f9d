import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { asked, openPlace } from "../testing/openPlace";

const card = (code: string) => {
  const found = document.querySelector<HTMLElement>(`[data-component="1.004232-${code}"]`);
  if (!found) throw new Error(`no card ${code}`);
  return found;
};
const attachButton = (code: string) => document.getElementById(`f-papers-1-004232-${code}`) as HTMLButtonElement;
const names = (code: string) => [...card(code).querySelectorAll("li")].map((row) => row.querySelector("button")?.textContent);
const focused = () => document.activeElement?.getAttribute("aria-label");

test("files that cannot be taken are named with the desk's words, at their component, and can be put away", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/papers");
  desk.instead.choose_files = () => [
    { kind: "refused", file_name: "don.docx", message: "Tệp “don.docx” không thuộc định dạng được nhận. Hãy dùng tệp PDF, JPG hoặc PNG." },
    { kind: "refused", file_name: "ban-do.pdf", message: "Tệp rỗng. Hãy chép lại từ nơi gốc." },
  ];
  await user.click(attachButton("TP01"));
  const alerts = await within(card("TP01")).findAllByRole("alert");
  expect(alerts.map((one) => one.textContent)).toEqual([
    expect.stringContaining("Không nhận tệp “don.docx”Tệp “don.docx” không thuộc định dạng được nhận. Hãy dùng tệp PDF, JPG hoặc PNG."),
    expect.stringContaining("Không nhận tệp “ban-do.pdf”Tệp rỗng. Hãy chép lại từ nơi gốc."),
  ]);
  expect(card("TP02").textContent).not.toContain("Không nhận tệp");
  const [first] = alerts;
  if (first) await user.click(within(first).getByRole("button"));
  await waitFor(() => expect(within(card("TP01")).getAllByRole("alert")).toHaveLength(1));
});

test("attach, reorder, replace, remove and undo by keyboard alone, and the focus is never lost", async () => {
  const { desk, user } = await openPlace("#/dossiers/d-0001/papers");
  act(() => attachButton("TP01").focus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names("TP01")).toEqual(["don-de-nghi.pdf"]));
  await waitFor(() => expect(document.activeElement, "on to the next paper that is missing").toBe(attachButton("TP02")));
  act(() => attachButton("TP01").focus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names("TP01")).toEqual(["don-de-nghi.pdf", "phu-luc-1.pdf"]));

  act(() => screen.getByLabelText("Đưa phu-luc-1.pdf lên trên").focus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names("TP01")).toEqual(["phu-luc-1.pdf", "don-de-nghi.pdf"]));
  await waitFor(() => expect(focused(), "up is not possible any more").toBe("Đưa phu-luc-1.pdf xuống dưới"));
  expect(screen.getByText("phu-luc-1.pdf nay ở vị trí 1.")).toBeTruthy();

  act(() => screen.getByLabelText("Thay don-de-nghi.pdf bằng tệp khác").focus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names("TP01")).toEqual(["phu-luc-1.pdf", "ban-moi.pdf"]));

  act(() => screen.getByLabelText("Gỡ phu-luc-1.pdf").focus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names("TP01")).toEqual(["ban-moi.pdf"]));
  await waitFor(() => expect(focused()).toBe("Gỡ ban-moi.pdf"));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names("TP01")).toEqual([]));
  await waitFor(() => expect(document.activeElement).toBe(attachButton("TP01")));

  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(names("TP01")).toEqual(["ban-moi.pdf"]));
  const undo = screen.getAllByRole("button", { name: "Hoàn tác" }).at(-1);
  if (undo) await user.click(undo);
  await waitFor(() => expect(asked(desk, "restore_paper")).toHaveLength(2));
});

test("what is dropped goes to the component under it, and nowhere else", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/papers");
  await waitFor(() => expect(attachButton("TP02")).toBeTruthy());
  document.elementFromPoint = (x: number) => (x === 1 ? card("TP02") : document.body);
  await act(() => desk.tell("files-dropped", { phase: "over", x: 1, y: 1, count: 1 }));
  await waitFor(() => expect(card("TP02").dataset.drop).toBe("here"));
  expect(card("TP01").dataset.drop).toBe("elsewhere");
  await act(() => desk.tell("files-dropped", { phase: "dropped", x: 9, y: 9, count: 1 }));
  expect(await screen.findByText("Hãy thả tệp vào đúng ô của thành phần hồ sơ.")).toBeTruthy();
  expect(asked(desk, "attach_dropped")).toEqual([]);
  await act(() => desk.tell("files-dropped", { phase: "dropped", x: 1, y: 1, count: 1 }));
  await waitFor(() => expect(asked(desk, "attach_dropped")).toEqual([{ id: "d-0001", component: "1.004232-TP02" }]));
  await waitFor(() => expect(names("TP02")).toEqual(["ban-ve.png"]));
});

test("what the answers make unnecessary stands aside, and what they leave open says which answer decides", async () => {
  const { desk } = await openPlace("#/dossiers/d-0001/papers");
  expect(card("TP03").textContent).toContain("Không cần trong trường hợp này");
  expect(card("TP02").textContent).toContain("Bắt buộc");
  delete desk.content("d-0001").answers["form.flow_m3_per_day"];
  act(() => desk.emit({ kind: "dossier", id: "d-0001" }));
  await waitFor(() => expect(card("TP02").textContent).toContain("Tùy biểu mẫu"));
  const link = within(card("TP02")).getByText("Trả lời trong Biểu mẫu để biết có cần giấy tờ này không");
  expect(link.getAttribute("href")).toBe("#/dossiers/d-0001/form?field=form.flow_m3_per_day");
});

test("a sent dossier shows its papers and offers nothing to change", async () => {
  await openPlace("#/dossiers/d-sent/papers");
  await waitFor(() => expect(names("TP02")).toHaveLength(2));
  expect(within(card("TP02")).getAllByRole("button").map((one) => one.getAttribute("aria-label"))).toEqual(["Xem de-an-tham-do-nuoc-duoi-dat-xa-dak-ma.pdf", "Xem ban-do-khu-vuc-1-25000.png"]);
});
