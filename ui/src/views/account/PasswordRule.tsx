import { Check, Circle } from "lucide-react";
import { classes } from "#/design";
import { m } from "#/messages/generated/messages.js";
import styles from "./account.module.css";

const rules: readonly { words: () => string; met: (password: string) => boolean }[] = [
  { words: m.account_rule_length, met: (password) => [...password].length >= 8 },
  { words: m.account_rule_upper, met: (password) => /\p{Lu}/u.test(password) },
  { words: m.account_rule_lower, met: (password) => /\p{Ll}/u.test(password) },
  { words: m.account_rule_mark, met: (password) => /[@$!%*#?&]/.test(password) },
];

/** The rule for passwords, each part ticked off as it is met. The portal has the last word. */
export function PasswordRule({ password }: { password: string }) {
  return (
    <div className={styles.rule}>
      <p>{m.account_rule_title()}</p>
      <ul>
        {rules.map(({ words, met }) => {
          const ok = met(password);
          return (
            <li key={words()} className={classes(styles.rulePart, ok && styles.ruleMet)}>
              {ok ? <Check aria-hidden="true" /> : <Circle aria-hidden="true" />}
              {words()}
              <span className="visually-hidden">, {ok ? m.account_rule_met() : m.account_rule_missing()}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
