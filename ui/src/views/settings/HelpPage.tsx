import { BookOpen, Info, Phone } from "lucide-react";
import { MAIN_KEY, PALETTE_KEYS, placeKeys } from "#/app/keys";
import { places } from "#/app/places";
import { useDeskStatus } from "#/backend";
import { Disclosure, KeyHint, LinkButton, Page, PageHeader, Panel, PlainTable } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { bundledHotlines, bundledQuestions } from "./bundledHelp";
import styles from "./settings.module.css";

/** Trợ giúp: whom to call, what people ask, and every key. */
export default function HelpPage() {
  const { portal } = useDeskStatus();
  const hotlines = portal && portal.hotlines.length > 0 ? portal.hotlines : bundledHotlines();
  const own = bundledQuestions();
  const questions = portal ? [...portal.questions, ...own.filter((one) => !portal.questions.some((theirs) => theirs.question === one.question))] : own;
  const steps = [m.help_step_find(), m.help_step_prepare(), m.help_step_account(), m.help_step_submit(), m.help_step_pay(), m.help_step_follow()];
  const keys: { keys: string; does: string }[] = [
    ...placeKeys.map((shortcut) => ({ keys: shortcut.keys, does: m.help_key_place({ place: shortcut.label() }) })),
    { keys: PALETTE_KEYS, does: m.help_key_palette() },
    { keys: MAIN_KEY, does: m.help_key_main() },
    { keys: "Esc", does: m.help_key_escape() },
    { keys: "Tab", does: m.help_key_tab() },
    { keys: m.help_key_arrows_keys(), does: m.help_key_arrows() },
    { keys: "Enter", does: m.help_key_enter() },
    { keys: m.help_key_space_keys(), does: m.help_key_space() },
  ];
  return (
    <Page width="normal">
      <PageHeader
        title={m.help_title()}
        actions={
          <>
            <LinkButton kind="primary" icon={BookOpen} href={places.guide()}>
              {m.help_guide_title()}
            </LinkButton>
            <LinkButton icon={Info} href={places.about}>
              {m.shell_place_about()}
            </LinkButton>
          </>
        }
      />
      <div className={styles.help}>
        <div className={styles.helpMain}>
          <Panel title={m.help_hotlines()} lead={portal && portal.hotlines.length > 0 ? m.help_hotlines_portal({ portal: portal.name }) : m.help_hotlines_bundled()}>
            <ul className={styles.hotlines}>
              {hotlines.map((line) => (
                <li key={line.number} className={styles.hotline}>
                  <Phone aria-hidden="true" />
                  <span className={styles.number}>{line.number}</span>
                  <span className={styles.keyWords}>
                    {line.owner}
                    <span className={styles.quiet}>{line.hours}</span>
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={m.help_guide()}>
            <ol className={styles.steps}>
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </Panel>
          <Panel title={m.help_questions()}>
            <div>
              {questions.map((one) => (
                <Disclosure key={one.question} title={one.question}>
                  {one.answer}
                </Disclosure>
              ))}
            </div>
          </Panel>
        </div>
        <Panel title={m.help_keys()} lead={m.help_keys_text()} flush id="help-keys">
          <PlainTable label={m.help_keys()} head={[m.help_key(), m.help_key_does()]}>
            {keys.map((one) => (
              <tr key={one.keys}>
                <th scope="row" className={styles.keyCell}>
                  <KeyHint keys={one.keys} />
                  <span className="visually-hidden">{one.keys}</span>
                </th>
                <td>{one.does}</td>
              </tr>
            ))}
          </PlainTable>
        </Panel>
      </div>
    </Page>
  );
}
