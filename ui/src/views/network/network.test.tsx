import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { refuse } from "#/backend/fake/desk";
import { asked, openPlace, typeInto } from "../testing/openPlace";

const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`) as HTMLInputElement;

test("a proxy with a name and a password is kept and tried at once; what is wrong is said at its field", async () => {
  const { desk, user } = await openPlace("#/settings/network", undefined, "signed-in");
  await user.click(await screen.findByText("Nhập địa chỉ proxy"));
  typeInto(field("proxy-address"), "proxy tinh");
  await user.click(screen.getByText("Lưu và thử"));
  await waitFor(() => expect(field("proxy-address").getAttribute("aria-invalid")).toBe("true"));
  expect(asked(desk, "test_portal")).toEqual([]);
  typeInto(field("proxy-address"), "10.0.0.1:3128");
  typeInto(field("proxy-user"), "lan");
  typeInto(field("proxy-password"), "bí mật");
  await user.click(screen.getByText("Lưu và thử"));
  await screen.findByText(/^Tới được cổng:/);
  expect(asked(desk, "set_proxy").at(-1)).toEqual({ change: { proxy: "manual", address: "10.0.0.1:3128", user: "lan", password: "bí mật" } });
  expect(asked(desk, "test_portal")).toEqual([{ address: "https://dichvucong.kontum.gov.vn" }]);
});

test("a password that is kept is never shown and stays unless another is typed; a failed try says why", async () => {
  const { desk, user } = await openPlace(
    "#/settings/network",
    (fake) => {
      fake.network.settings = { proxy: "manual", address: "http://10.0.0.1:3128", user: "lan", password_set: true, certificate: null };
      fake.instead.test_portal = () => {
        throw refuse("offline", "Máy chủ proxy đòi tên và mật khẩu, hoặc không nhận tên và mật khẩu đã đặt.");
      };
    },
    "signed-in",
  );
  await screen.findByText(/^Đã lưu một mật khẩu/);
  expect(field("proxy-password").value).toBe("");
  await user.click(screen.getByText("Lưu và thử"));
  await screen.findByText(/^Máy chủ proxy đòi tên và mật khẩu/);
  expect(asked(desk, "set_proxy")).toEqual([{ change: { proxy: "manual", address: "http://10.0.0.1:3128", user: "lan", password: null } }]);
});

test("a certificate of the office's own is taken in, shown by its fingerprint, and let go", async () => {
  const { user } = await openPlace("#/settings/network", undefined, "signed-in");
  await user.click(await screen.findByText("Chọn tệp chứng thư"));
  await screen.findByText("chung-thu-goc-kon-tum.crt");
  expect(document.querySelector("code")?.textContent).toMatch(/^3f9a 3f9a /);
  await user.click(screen.getByText("Bỏ chứng thư này"));
  await screen.findByText(/^Chỉ tin các chứng thư/);
});
