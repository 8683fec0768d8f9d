import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import type { FieldValue } from "#/backend";
import { controlId } from "./paths";
import type { PartStore } from "./partStore";

const Context = createContext<PartStore | null>(null);

export function PartProvider({ store, children }: { store: PartStore; children: ReactNode }) {
  return <Context value={store}>{children}</Context>;
}

export function usePart(): PartStore {
  const store = useContext(Context);
  if (!store) throw new Error("a field outside of a part");
  return store;
}

/** The dossier shown; draws again with every change of it. Fields use the narrower hooks below. */
export function useShownDossier() {
  const store = usePart();
  return useSyncExternalStore(store.subscribe, () => store.dossier);
}

/** One answer of the dossier as it stands, typed or saved. */
export function useValue(path: string): FieldValue | null {
  const store = usePart();
  return useSyncExternalStore(store.subscribe, () => store.value(path));
}

function useWiring(path: string) {
  const store = usePart();
  const [left, setLeft] = useState(false);
  const error = useSyncExternalStore(store.subscribe, () => store.problem(path, left));
  const disabled = useSyncExternalStore(store.subscribe, () => !store.dossier.editable);
  return { id: controlId(path), error, disabled, setLeft, store };
}

const orNull = (value: FieldValue | null) => (value === "" ? null : value);

/** Wiring of an answer that is chosen: it goes to the disk with the choice. */
export function useChoice(path: string) {
  const { store, setLeft, ...wiring } = useWiring(path);
  const value = useValue(path);
  return {
    ...wiring,
    value,
    text: value === null ? "" : String(value),
    /** Takes the choice, and with it what follows from it for other answers. */
    decide: (next: FieldValue | null, along: Readonly<Record<string, FieldValue | null>> = {}) => {
      setLeft(true);
      store.writer.commit([{ path, value: orNull(next) }, ...Object.entries(along).map(([other, to]) => ({ path: other, value: to }))]);
    },
    leave: () => setLeft(true),
  };
}

/** Wiring of an answer that is typed: its field keeps its own text and tells it. */
export function useTyped(path: string) {
  const { store, setLeft, ...wiring } = useWiring(path);
  const turn = useSyncExternalStore(store.subscribe, () => store.text(path).turn);
  useEffect(() => () => store.forget(path), [store, path]);
  return {
    ...wiring,
    /** Another one: the field begins anew. */
    turn,
    first: store.text(path).first,
    typing: (next: FieldValue | null) => store.typed(path, orNull(next)),
    leave: () => {
      setLeft(true);
      store.left(path);
    },
  };
}
