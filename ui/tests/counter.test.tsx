import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { asked, openPlace } from "#/views/testing/openPlace";

/** The bar of the design: keys pressed and clicks made for a dossier at the counter, beyond text and the choice of files. */
const BAR = 25;
const CARD = "062099000123|233123456|Nguyễn Văn An|15011999|Nam|Thôn 1, Đăk La, Đăk Hà, Kon Tum|10052021";

test(`a groundwater dossier for a citizen with a chip card at the counter: at most ${BAR} key presses and clicks`, async () => {
  const { desk, user } = await openPlace("#/", (fake) => {
    // Nobody's details yet: the clerk's account is not the citizen.
    fake.instead.create_dossier = () => "d-empty";
  });
  let presses = 0;
  const steps: string[] = [];
  const press = async (key: string, what: string) => {
    presses += 1;
    steps.push(`${presses}. ${key}: ${what}`);
    await user.keyboard(key);
  };
  const id = () => document.activeElement?.id ?? "";
  const to = async (field: string) => {
    for (let times = 0; times < 12 && id() !== field; times += 1) await press("{Tab}", `towards ${field}`);
    expect(id()).toBe(field);
  };
  // Text goes in as it does from a keyboard; it is not counted.
  const text = (value: string) => user.keyboard(value);

  await press("{F2}", "find a procedure");
  await waitFor(() => expect(document.activeElement?.tagName).toBe("INPUT"));
  await text("tham do nuoc duoi dat");
  await waitFor(() => expect(document.querySelector("tbody tr")?.textContent).toContain("1.004232"));
  await press("{ArrowDown}", "into the rows");
  await press("{Enter}", "open the first");
  await waitFor(() => expect(window.location.hash).toContain("#/procedures/1.004232"));
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toContain("thăm dò nước dưới đất"));
  await press("{F9}", "begin the dossier");
  await waitFor(() => expect(document.getElementById("f-applicant-phone")).not.toBeNull());

  scan(CARD);
  presses += 1;
  steps.push(`${presses}. the scanner's trigger`);
  await waitFor(() => expect(id(), "the card does not say the telephone").toBe("f-applicant-phone"));
  await text("0912345678");
  await press("{Enter}", "on to the form");

  await waitFor(() => expect(id()).toBe("f-form-purpose"));
  await press("{Enter}", "the purposes");
  await waitFor(() => expect(screen.getAllByRole("option").length).toBeGreaterThan(1));
  if (document.activeElement?.getAttribute("role") !== "option") await press("{ArrowDown}", "to the first");
  await press("{Enter}", "take one");
  await waitFor(() => expect(id()).toBe("f-form-purpose"));
  await to("f-form-commune");
  await text("dak la");
  await waitFor(() => expect(screen.getAllByRole("option").length).toBeGreaterThan(0));
  await press("{Enter}", "take the first place");
  for (const [field, value] of [
    ["place_detail", "Thôn 1"],
    ["flow_m3_per_day", "150"],
    ["well_count", "2"],
    ["well_depth_m", "60"],
    ["aquifer", "Bazan"],
    ["works_start", "05/01/2027"],
    ["works_months", "3"],
  ] as const) {
    await to(`f-form-${field}`);
    await text(value);
  }
  await press("{Enter}", "on to the papers");

  await waitFor(() => expect(id()).toBe("f-papers-1-004232-TP01"));
  const attached = () => document.querySelectorAll("[data-component] li").length;
  for (let files = 1; files <= 2; files += 1) {
    const here = id();
    // The choice of files is not counted, the way from paper to paper would be.
    await user.keyboard("{Enter}");
    await waitFor(() => expect(attached()).toBe(files));
    if (files === 1) await waitFor(() => expect(id(), "on to the next paper that is missing").toMatch(new RegExp(`^f-papers-(?!.*${here.slice(-4)})`)));
  }
  await press("{Control>}{Enter}{/Control}", "on to collection and return");
  await waitFor(() => expect(window.location.hash).toContain("/delivery"));
  await press("{Control>}{Enter}{/Control}", "on to the last page");
  await waitFor(() => expect(window.location.hash).toContain("/review"));
  await screen.findByText("Nộp hồ sơ", { selector: "button span" });
  await press("{F9}", "submit");
  await waitFor(() => expect(asked(desk, "submit")).toHaveLength(1));
  expect(presses, steps.join("\n")).toBeLessThanOrEqual(BAR);
}, 240_000);

/** A scanner's keys, 8 ms apart; Enter at the end. */
function scan(code: string): void {
  let at = 1000;
  act(() => {
    for (const key of [...code, "Enter"]) {
      at += 8;
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: at });
      const target = document.activeElement ?? document.body;
      if (target.dispatchEvent(event) && key.length === 1 && target instanceof HTMLInputElement && target.type !== "radio") {
        target.value += key;
        target.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    }
  });
}
