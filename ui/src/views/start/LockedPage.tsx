import type { KeySlot } from "#/backend";

export function LockedPage({ slots }: { slots: readonly KeySlot[] }) {
  return <p>{slots.join()}</p>;
}
