import type { BackupRow, Backups, DeskError, KeySlot, Package, Restored } from "../types";
import type { FakeDesk } from "./desk";

const hour = 3_600_000;
const row = (hours: number, change: Partial<BackupRow> = {}): BackupRow => {
  const made_at = new Date(Date.now() - hours * hour).toISOString();
  return { id: `b-${hours}`, made_at, automatic: true, dossiers: 212, files: 934, bytes: 1_730_000_000, missing: 0, other_store: false, path: `/home/y-huong/.local/share/motcua/backups/b-${hours}`, ...change };
};

/** Backups and packages of the invented desk; `code` opens what is another store's. */
export class FakeStorage {
  /** The recovery code of every other store. */
  code = "AAAA-BBBB";
  own: Backups = {
    folder: "/home/y-huong/.local/share/motcua/backups",
    second_folder: null,
    backups: [row(3), row(27), row(30, { automatic: false, dossiers: 209, files: 921 }), row(51, { dossiers: 207, files: 915, missing: 1 })],
    newest: row(3).made_at,
    problem: null,
    damaged_files: 0,
  };
  elsewhere: Backups | null = { ...this.own, folder: "/media/usb/motcua", backups: [row(70, { automatic: false, other_store: true, dossiers: 48, files: 130, bytes: 212_000_000, path: "/media/usb/motcua/b-70" })] };

  private restored(made_at: string, dossiers: number, files: number): Restored {
    return { made_at, dossiers, files, missing: 0, set_aside: "/home/y-huong/.local/share/motcua/set-aside-2022-04-05" };
  }

  private check(slot: KeySlot | null, secret: string | null, refuse: (code: DeskError["code"], message: string) => DeskError) {
    if (slot === null || secret === null) throw refuse("locked", "Bản này là của một kho khác. Hãy nhập mã khôi phục hoặc mật khẩu kho của kho đã sao lưu.");
    if (secret !== this.code) throw refuse("wrong_key", "Mã hoặc mật khẩu này không đúng.");
  }

  commands(desk: FakeDesk, refuse: (code: DeskError["code"], message: string) => DeskError) {
    return {
      backups: () => ({ ...this.own, backups: this.own.backups.map((one) => ({ ...one, other_store: one.other_store || desk.status.store.kind !== "open" })) }),
      back_up: () => {
        const made = row(0, { automatic: false });
        this.own.backups.unshift(made);
        this.own.newest = made.made_at;
        return made;
      },
      back_up_elsewhere: () => row(0, { automatic: false, path: "/media/usb/motcua/b-0" }),
      choose_backup_folder: () => Object.assign(this.own, { second_folder: "/media/usb/motcua" }),
      forget_backup_folder: () => Object.assign(this.own, { second_folder: null }),
      find_backups: () => this.elsewhere,
      restore_backup: ({ id, found, slot, secret }: { id: string; found: boolean; slot: KeySlot | null; secret: string | null }) => {
        const one = (found ? this.elsewhere : this.own)?.backups.find((known) => known.id === id);
        if (!one) throw refuse("not_found", "Không tìm thấy bản sao lưu này.");
        if (one.other_store || desk.status.store.kind !== "open") this.check(slot, secret, refuse);
        desk.status.store = { kind: "open", slots: ["keyring", "recovery"] };
        return this.restored(one.made_at, one.dossiers, one.files);
      },
      export_package: (): Package => ({ path: "/media/usb/chuyen-may.motcua", bytes: 1_690_000_000, dossiers: 212, files: 934, missing: 0 }),
      choose_package: () => "chuyen-may.motcua",
      import_package: ({ slot, secret }: { slot: KeySlot | null; secret: string | null }) => {
        this.check(slot, secret, refuse);
        desk.status.mode = "real";
        return this.restored(row(20).made_at, 48, 130);
      },
      renew_recovery_code: () => {
        desk.status.recovery_code_unseen = true;
        return "K7QM-2WXD-9PRT-4HVB-ZC6N-8JLE-3YGA-5SFU";
      },
      set_keyring: ({ used }: { used: boolean }) => {
        const { store } = desk.status;
        if (store.kind === "open") store.slots = used ? ["keyring", ...store.slots] : store.slots.filter((slot) => slot !== "keyring");
        return desk.status;
      },
      store_notice_seen: () => Object.assign(desk.status, { store_notice: undefined }),
    };
  }
}
