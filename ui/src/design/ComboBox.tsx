import { Check, ChevronsUpDown } from "lucide-react";
import { useContext, useMemo, useState, type KeyboardEvent, type ReactNode } from "react";
import { Button, ComboBox as AriaComboBox, ComboBoxStateContext, Group, ListBox, ListBoxItem, OverlayTriggerStateContext, Popover } from "react-aria-components";
import { m } from "#/messages/generated/messages.js";
import { formatCount } from "#/text/format";
import { fold } from "#/text/fold";
import { classes } from "./classes";
import { FieldHint, FieldLabel, FieldMessage, fieldClass, type FieldProps } from "./FieldParts";
import fieldStyles from "./field.module.css";
import { useSteady } from "./steady";
import styles from "./Select.module.css";
import comboStyles from "./ComboBox.module.css";
import { FollowingInput } from "./UncontrolledInput";

export interface ComboItem {
  id: string;
  name: string;
}

export interface ComboBoxProps extends FieldProps {
  /** In the order to show; may be ten thousand. */
  items: readonly ComboItem[];
  /** Id of the chosen one. */
  value?: string | null;
  /** The chosen one, or `null` when the field was emptied. */
  onChange?: (id: string | null) => void;
  placeholder?: string;
  disabled?: boolean;
  /** Said in place of the list while the items are not there yet. */
  loading?: string;
}

/** As many as are drawn at once; typing on finds the rest, and the list says so. */
const SHOWN = 60;

interface Folded {
  item: ComboItem;
  text: string;
  /** The name itself, without what it lies in ("Xã Đăk Hà, Huyện Tu Mơ Rông"). */
  head: string;
}

function foldItem(item: ComboItem): Folded {
  const text = ` ${fold(item.name)}`;
  return { item, text, head: text.split(",", 1)[0] ?? text };
}

/** What has all words: first where the name itself has them as typed, then in any order, then by beginnings, then anywhere. */
function matching(all: readonly Folded[], words: readonly string[]): readonly ComboItem[] {
  const begins = words.map((word) => ` ${word}`);
  const phrase = ` ${words.join(" ")}`;
  const tiers: [ComboItem[], ComboItem[], ComboItem[], ComboItem[]] = [[], [], [], []];
  for (const { item, text, head } of all) {
    if (!words.every((word) => text.includes(word))) continue;
    if (head.includes(phrase)) tiers[0].push(item);
    else if (begins.every((word) => head.includes(word))) tiers[1].push(item);
    else if (begins.every((word) => text.includes(word))) tiers[2].push(item);
    else tiers[3].push(item);
  }
  return tiers.flat();
}

/**
 * One of many, found by typing: without marks, any part of the name, words in any order.
 * "dak ha" finds "Xã Đăk Hà".
 */
export function ComboBox(props: ComboBoxProps) {
  const { label, hint, required, optional, items, value = null, onChange, placeholder, disabled, loading } = props;
  const error = useSteady(props.error);
  const folded = useMemo(() => items.map(foldItem), [items]);
  const chosen = useMemo(() => items.find((item) => item.id === value) ?? null, [items, value]);
  // Text typed but not yet decided; `null`: the chosen one's name stands there.
  const [typed, setTyped] = useState<string | null>(null);
  // What is chosen elsewhere, by a scanned card for instance, is no longer open here: leaving must not undo it.
  const [settled, setSettled] = useState(value);
  if (settled !== value) {
    setSettled(value);
    setTyped(null);
  }

  const found = useMemo(() => {
    const words = typed === null ? [] : fold(typed).split(/\s+/).filter(Boolean);
    return words.length === 0 ? items : matching(folded, words);
  }, [items, folded, typed]);

  const text = typed ?? chosen?.name ?? "";

  function decide(id: string | null) {
    setTyped(null);
    if (id !== value) onChange?.(id);
  }

  function leave() {
    if (typed === null) return;
    const same = folded.filter(({ text: name }) => name.trim() === fold(typed).trim());
    if (typed.trim() === "") decide(null);
    else if (found.length === 1 && found[0]) decide(found[0].id);
    else if (same.length === 1 && same[0]) decide(same[0].item.id);
    else setTyped(null);
  }

  /** Enter takes the first that was found, without an arrow before it; Tab takes the only one. */
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (!(event.key === "Enter" || (event.key === "Tab" && found.length === 1)) || event.nativeEvent.isComposing || !typed?.trim() || event.currentTarget.hasAttribute("aria-activedescendant")) return;
    const first = found[0];
    if (first) decide(first.id);
  }

  return (
    <AriaComboBox
      className={fieldClass({ ...props, error })}
      isInvalid={Boolean(error)}
      isRequired={required}
      isDisabled={disabled}
      validationBehavior="aria"
      menuTrigger="input"
      allowsEmptyCollection
      items={found.slice(0, SHOWN)}
      inputValue={text}
      onInputChange={(next) => {
        if (next !== text) setTyped(next);
      }}
      value={value}
      onChange={(id) => {
        if (id !== null) decide(String(id));
      }}
      onBlur={leave}
    >
      <FieldLabel label={label} required={required} optional={optional} />
      <FieldHint hint={hint} />
      <FieldMessage error={error} />
      <Group className={comboStyles.group} data-answer="">
        <FollowingInput id={props.id} name={props.name} placeholder={loading ?? placeholder ?? m.design_combo_placeholder()} onKeyDown={onKeyDown} className={classes(fieldStyles.input, comboStyles.input)} />
        <Button className={comboStyles.button}>
          <ChevronsUpDown aria-hidden="true" className={styles.arrow} />
        </Button>
      </Group>
      <Moving>
        <Popover className={styles.popover}>
          <ListBox className={styles.list} renderEmptyState={() => <div className={styles.note}>{loading ?? m.design_combo_nothing()}</div>}>
            {(item: ComboItem) => (
              <ListBoxItem id={item.id} textValue={item.name} className={styles.item}>
                <Check aria-hidden="true" className={classes(styles.tick, item.id !== value && styles.noTick)} />
                <span className={styles.itemLabel}>{item.name}</span>
              </ListBoxItem>
            )}
          </ListBox>
          {found.length > SHOWN ? <div className={styles.note}>{m.design_combo_more({ count: formatCount(found.length - SHOWN) })}</div> : null}
        </Popover>
      </Moving>
    </AriaComboBox>
  );
}

/**
 * A page that moves takes its open list along. The library closes the list of a field as soon as anything around the
 * field scrolls, also when the engine brings the field itself into view after a key: the list was gone under the
 * fingers, and what had been typed with it. Only a field that has left the window closes its list, and keeps its text.
 */
function Moving({ children }: { children: ReactNode }) {
  const state = useContext(ComboBoxStateContext);
  if (!state) return children;
  const close = () => {
    if (window.event?.type !== "scroll") {
      state.close();
      return;
    }
    const field = document.activeElement?.getBoundingClientRect();
    if (!field || field.bottom < 0 || field.top > window.innerHeight) state.setOpen(false);
    // The library places an open list anew when the window changes.
    else window.dispatchEvent(new Event("resize"));
  };
  return <OverlayTriggerStateContext.Provider value={{ ...state, close }}>{children}</OverlayTriggerStateContext.Provider>;
}
