import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Button } from "./Button";
import { TextField } from "./TextField";

function Form({ error }: { error: string | null }) {
  return (
    <>
      <TextField label="Số định danh" error={error} onValue={() => undefined} />
      <Button>Gửi</Button>
    </>
  );
}

const timers = () => act(() => new Promise((resolve) => setTimeout(resolve)));

it("words that would move a button wait until the pointer is released", async () => {
  const { rerender } = render(<Form error={null} />);
  const button = screen.getByRole("button", { name: "Gửi" });
  screen.getByRole("textbox").focus();
  fireEvent.pointerDown(button);
  button.focus();
  await timers();
  rerender(<Form error="Hãy xem lại số trên thẻ." />);
  expect(screen.queryByText("Hãy xem lại số trên thẻ.")).toBeNull();
  fireEvent.pointerUp(button);
  expect(screen.queryByText("Hãy xem lại số trên thẻ.")).toBeNull();
  await timers();
  expect(screen.getByText("Hãy xem lại số trên thẻ.")).toBeTruthy();
  const described = screen.getByRole("textbox").getAttribute("aria-describedby") ?? "";
  expect(document.getElementById(described)?.textContent, "a screen reader tells them with the field").toContain("Hãy xem lại số trên thẻ.");
});

it("without a pointer they are there at once", () => {
  const { rerender } = render(<Form error={null} />);
  rerender(<Form error="Hãy nhập." />);
  expect(screen.getByText("Hãy nhập.")).toBeTruthy();
  rerender(<Form error={null} />);
  expect(screen.queryByText("Hãy nhập.")).toBeNull();
});
