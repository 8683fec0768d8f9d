import { Search, X } from "lucide-react";
import { useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { IconButton, KeyHint } from "#/design";
import { UncontrolledInput } from "#/design/UncontrolledInput";
import { m } from "#/messages/generated/messages.js";
import styles from "./SearchField.module.css";

export interface SearchFieldProps {
  defaultValue: string;
  onValue: (text: string) => void;
  /** Arrow down: into the rows. */
  onDown: () => void;
  /** Enter: the best row. */
  onEnter: () => void;
  ref?: Ref<HTMLInputElement>;
}

/** The field of the search; rows follow each key. */
export function SearchField({ defaultValue, onValue, onDown, onEnter, ref }: SearchFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState(defaultValue !== "");
  useImperativeHandle(ref, () => input.current as HTMLInputElement);

  function tell(text: string) {
    setFilled(text !== "");
    onValue(text);
  }

  function clear() {
    if (input.current) input.current.value = "";
    tell("");
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      onDown();
    } else if (event.key === "Enter") {
      event.preventDefault();
      onEnter();
    } else if (event.key === "Escape" && input.current?.value) {
      event.preventDefault();
      clear();
    }
  }

  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {m.search_field()} <KeyHint keys="F2" />
      </label>
      <div className={styles.box}>
        <Search aria-hidden="true" className={styles.icon} />
        <UncontrolledInput
          id={id}
          ref={input}
          type="text"
          inputMode="search"
          className={styles.input}
          defaultValue={defaultValue}
          placeholder={m.search_placeholder()}
          autoComplete="off"
          // The place is for searching: one types at once.
          autoFocus
          onValue={tell}
          onKeyDown={onKeyDown}
        />
        {filled ? <IconButton label={m.search_clear()} icon={X} onPress={clear} className={styles.clear} /> : null}
      </div>
    </div>
  );
}
