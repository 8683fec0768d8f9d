import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-aria-components";
import { StatusBadge, type Tone } from "./Tag";
import styles from "./TaskList.module.css";

export interface Task {
  id: string;
  title: string;
  /** One line under the title. */
  hint?: ReactNode;
  href: string;
  tone: Tone;
  state: string;
}

/** Things to do in any order, each with its state. */
export function TaskList({ label, tasks, current }: { label: string; tasks: readonly Task[]; current?: string }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {tasks.map((task) => (
        <li key={task.id} className={styles.item}>
          <Link href={task.href} className={styles.link} aria-current={task.id === current ? "step" : undefined}>
            <span className={styles.words}>
              <span className={styles.title}>{task.title}</span>
              {task.hint ? <span className={styles.hint}>{task.hint}</span> : null}
            </span>
            <StatusBadge tone={task.tone}>{task.state}</StatusBadge>
            <ChevronRight aria-hidden="true" className={styles.arrow} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
