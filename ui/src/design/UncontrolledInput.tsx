import { useEffect, useRef, type ChangeEvent, type ComponentPropsWithRef, type CompositionEvent, type FocusEvent, type Ref, type SyntheticEvent } from "react";
import { Input, TextArea } from "react-aria-components";

/**
 * What every text field of the program is made of.
 *
 * Vietnamese input methods (ibus-bamboo, UniKey, macOS Telex) compose a syllable over several keys. A controlled
 * input that writes its value back while they do doubles letters. So the element keeps its own text: it is given a
 * first value, it is never written to while someone is in it, and what it holds is told on `input` when nothing is
 * being composed, and after `compositionend`. Values are told in NFC; the text on the screen is left as typed.
 *
 * React Aria supplies the wiring (ids, names, states); the value it would write is taken out.
 */
interface Telling {
  /** The text after each change, in NFC, never while a syllable is being composed. */
  onValue?: (value: string) => void;
  /** The text when the field is left. */
  onLeave?: (value: string) => void;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function useTelling<E extends Field>({ onValue, onLeave }: Telling) {
  const composing = useRef(false);
  const told = useRef<string | undefined>(undefined);

  function tell(element: E) {
    const value = element.value.normalize("NFC");
    if (composing.current || value === told.current) return;
    told.current = value;
    onValue?.(value);
  }

  return {
    composing,
    handlers: {
      onInput: (event: SyntheticEvent<E>) => {
        // Engines differ in whether `input` comes before or after `compositionend`; both ends are heard.
        if (!(event.nativeEvent as InputEvent).isComposing) tell(event.currentTarget);
      },
      onCompositionStart: () => {
        composing.current = true;
      },
      onCompositionEnd: (event: CompositionEvent<E>) => {
        composing.current = false;
        tell(event.currentTarget);
      },
      onBlur: (event: FocusEvent<E>) => {
        composing.current = false;
        tell(event.currentTarget);
        onLeave?.(event.currentTarget.value.normalize("NFC"));
      },
    },
  };
}

type InputProps = Omit<ComponentPropsWithRef<"input">, "value" | "onChange" | "onInput" | "className" | "style"> & Telling & { className?: string };

/** One line. */
export function UncontrolledInput({ onValue, onLeave, defaultValue, ref, ...props }: InputProps) {
  return (
    <Input
      spellCheck={false}
      {...props}
      ref={ref}
      render={(wired) => <BareInput {...(wired as ComponentPropsWithRef<"input">)} defaultValue={defaultValue} onValue={onValue} onLeave={onLeave} />}
    />
  );
}

function BareInput({ value: _value, onChange: _onChange, onValue, onLeave, ...rest }: ComponentPropsWithRef<"input"> & Telling) {
  const { handlers } = useTelling<HTMLInputElement>({ onValue, onLeave });
  return <input {...rest} {...chain(rest, handlers)} />;
}

type AreaProps = Omit<ComponentPropsWithRef<"textarea">, "value" | "onChange" | "onInput" | "className" | "style"> & Telling & { className?: string };

/** Several lines. */
export function UncontrolledArea({ onValue, onLeave, defaultValue, ref, ...props }: AreaProps) {
  return (
    <TextArea
      spellCheck={false}
      {...props}
      ref={ref}
      render={(wired) => <BareArea {...(wired as ComponentPropsWithRef<"textarea">)} defaultValue={defaultValue} onValue={onValue} onLeave={onLeave} />}
    />
  );
}

function BareArea({ value: _value, onChange: _onChange, onValue, onLeave, ...rest }: ComponentPropsWithRef<"textarea"> & Telling) {
  const { handlers } = useTelling<HTMLTextAreaElement>({ onValue, onLeave });
  return <textarea {...rest} {...chain(rest, handlers)} />;
}

/**
 * The input of a combo box or palette, whose text the program sets too (when an item is chosen). It follows the
 * text it is given only when that did not come from typing, and never while a syllable is being composed.
 */
export function FollowingInput({ ref, ...props }: Omit<InputProps, "onValue" | "onLeave" | "defaultValue">) {
  return <Input spellCheck={false} autoComplete="off" {...props} ref={ref} render={(wired) => <BareFollowing {...(wired as ComponentPropsWithRef<"input">)} />} />;
}

function BareFollowing({ value, onChange, ref, ...rest }: ComponentPropsWithRef<"input">) {
  const own = useRef<HTMLInputElement>(null);
  const { composing, handlers } = useTelling<HTMLInputElement>({
    onValue: () => {
      const element = own.current;
      if (element) onChange?.({ target: element, currentTarget: element } as ChangeEvent<HTMLInputElement>);
    },
  });
  const wanted = String(value ?? "");
  useEffect(() => {
    const element = own.current;
    if (element && !composing.current && element.value.normalize("NFC") !== wanted.normalize("NFC")) element.value = wanted;
  });
  return (
    <input
      {...rest}
      ref={(element) => {
        own.current = element;
        return assign(ref, element);
      }}
      defaultValue={wanted}
      {...chain(rest, handlers)}
    />
  );
}

function assign<E>(ref: Ref<E> | undefined, element: E | null): (() => void) | undefined {
  if (typeof ref === "function") return ref(element) ?? undefined;
  if (ref) ref.current = element;
  return undefined;
}

/** Both handlers, ours first, where the field brings one of the same name. */
function chain<T extends object>(outer: object, ours: T): T {
  const handlers: Record<string, unknown> = {};
  for (const [name, handler] of Object.entries(ours)) {
    const theirs = (outer as Record<string, unknown>)[name];
    handlers[name] = (event: unknown) => {
      (handler as (event: unknown) => void)(event);
      if (typeof theirs === "function") (theirs as (event: unknown) => void)(event);
    };
  }
  return handlers as T;
}
