import type { DeskError, FieldProblem, NetworkSettings, ProxyChange } from "../types";

/** The way to the portal of the invented desk. */
export class FakeNetwork {
  settings: NetworkSettings = { proxy: "system", address: "", user: "", password_set: false, certificate: null };

  commands(refuse: (code: DeskError["code"], message: string, fields?: FieldProblem[]) => DeskError) {
    return {
      network_settings: () => this.settings,
      set_proxy: ({ change }: { change: ProxyChange }) => {
        if (change.proxy === "manual" && !/^(https?:\/\/)?[\w.-]+(:\d+)?$/.test(change.address)) {
          const message = "Địa chỉ proxy chưa đúng. Hãy nhập như 10.0.0.1:3128 hoặc proxy.tinh.vn:8080.";
          throw refuse("invalid_fields", message, [{ path: "address", code: "proxy_address", message }]);
        }
        const { password, ...rest } = change;
        this.settings = { ...this.settings, ...rest, password_set: password === null ? this.settings.password_set : password !== "" };
        return this.settings;
      },
      choose_certificate: () => (this.settings = { ...this.settings, certificate: { name: "chung-thu-goc-kon-tum.crt", count: 2, sha256: "3f9a".repeat(16) } }),
      forget_certificate: () => (this.settings = { ...this.settings, certificate: null }),
    };
  }
}
