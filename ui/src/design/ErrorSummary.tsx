import { useEffect, useRef } from "react";
import styles from "./ErrorSummary.module.css";
import { ToneIcon } from "./Tag";

export interface SummaryProblem {
  /** Id of the control to go to. */
  target: string;
  message: string;
}

/** All problems at once; each leads to its field. Takes the focus when it appears or `turn` changes. */
export function ErrorSummary({ title, problems, turn }: { title: string; problems: readonly SummaryProblem[]; turn?: number }) {
  const box = useRef<HTMLDivElement>(null);
  const shown = problems.length > 0;
  useEffect(() => {
    if (shown) box.current?.focus();
  }, [shown, turn]);
  if (!shown) return null;
  return (
    <div ref={box} className={styles.summary} role="alert" aria-labelledby="error-summary-title" tabIndex={-1}>
      <h2 id="error-summary-title" className={styles.title}>
        <ToneIcon tone="bad" />
        {title}
      </h2>
      <ul className={styles.list}>
        {problems.map((problem) => (
          <li key={`${problem.target} ${problem.message}`}>
            <a
              href={`#${problem.target}`}
              className={styles.link}
              onClick={(event) => {
                // The address belongs to the router; the link only moves the focus.
                event.preventDefault();
                goToField(problem.target);
              }}
            >
              {problem.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Brings a field into view and puts the caret into it. */
export function goToField(id: string): void {
  const element = document.getElementById(id);
  if (!element) return;
  const control = element.matches("input, textarea, button, a, [tabindex]") ? element : element.querySelector<HTMLElement>("input, textarea, button, [tabindex='0']");
  (control ?? element).scrollIntoView({ block: "center" });
  (control ?? element).focus({ preventScroll: true });
}
