import { Bookmark, Columns3, FileDown, ListX, Trash2 } from "lucide-react";
import { memo } from "react";
import { useGo } from "#/app/places";
import { desk, useDo, type MoneyState } from "#/backend";
import { Button } from "#/design/Button";
import { CheckMenu } from "#/design/CheckMenu";
import { Menu } from "#/design/Menu";
import { Select } from "#/design/Select";
import { toast } from "#/design/toasts";
import { m } from "#/messages/generated/messages.js";
import { dueName, dues, isNarrowed, keep, listColumns, moneys, narrowOf, statesOf, stateWords, useKept, viewAddress, viewName, type Due, type ListColumn, type ListView } from "./listView";
import styles from "./list.module.css";
import { moneyState } from "./words";

const ANY = "any";

/** Narrowing, saved views, columns and the table for a spreadsheet. Typing into the list's field passes it by: `text` gives what is typed when it is asked. */
export const ListTools = memo(function ListTools({ view, text }: { view: ListView; text: () => string }) {
  const go = useGo();
  const { columns } = useKept();
  const show = (change: Partial<ListView>) => go(viewAddress({ ...view, ...change }), { replace: true });
  const states = statesOf(view.filter);
  const save = useDo(() => desk.saveDossiers(view.filter, narrowOf(view), text().trim(), []), {
    onSuccess: (name) => {
      if (name !== null) toast({ text: m.dossier_exported({ name }) });
    },
    onError: (error) => toast({ text: error.message, tone: "bad" }),
  });
  return (
    <div className={styles.tools} role="group" aria-label={m.dossier_narrow()}>
      {states.length > 0 ? (
        <Select
          label={m.dossier_narrow_state()}
          value={view.state ?? ANY}
          onChange={(state) => show({ state: states.find((one) => one === state) ?? null })}
          options={[{ value: ANY, label: m.dossier_narrow_any() }, ...states.map((state) => ({ value: state as string, label: stateWords(state) }))]}
        />
      ) : null}
      {view.filter !== "unsent" ? (
        <Select
          label={m.dossier_narrow_due()}
          value={view.due ?? ANY}
          onChange={(due) => show({ due: dues.find((one) => one === due) ?? null })}
          options={[{ value: ANY, label: m.dossier_narrow_due_any() }, ...dues.map((due: Due) => ({ value: due as string, label: dueName(due) }))]}
        />
      ) : null}
      {view.filter !== "unsent" ? (
        <Select
          label={m.dossier_narrow_money()}
          value={view.money ?? ANY}
          onChange={(money) => show({ money: moneys.find((one) => one === money) ?? null })}
          options={[{ value: ANY, label: m.dossier_narrow_money_any() }, ...moneys.map((money: MoneyState) => ({ value: money as string, label: moneyState(money)?.words ?? "" }))]}
        />
      ) : null}
      {isNarrowed(view) ? (
        <Button kind="quiet" size="small" icon={ListX} onPress={() => show({ state: null, due: null, money: null })}>
          {m.dossier_narrow_clear()}
        </Button>
      ) : null}
      <span className={styles.toolsEnd}>
        <Views view={view} />
        <CheckMenu
          label={m.dossier_columns_label()}
          words={m.dossier_columns()}
          icon={Columns3}
          options={listColumns.map((id) => ({ id, label: columnName(id) }))}
          selected={columns}
          onChange={(next) => keep({ columns: next })}
        />
        <Button size="small" icon={FileDown} aria-label={m.dossier_export_label()} onPress={() => save.mutate(undefined)} busy={save.isPending && m.dossier_exporting()}>
          {m.dossier_export()}
        </Button>
      </span>
    </div>
  );
});

function Views({ view }: { view: ListView }) {
  const go = useGo();
  const { views } = useKept();
  const here = viewAddress(view);
  const isSaved = views.some((one) => viewAddress(one) === here);
  const name = viewName(view);
  return (
    <Menu
      label={m.dossier_views()}
      icon={Bookmark}
      size="small"
      actions={[
        ...views.map((one) => ({ id: viewAddress(one), label: viewName(one), run: () => go(viewAddress(one), { replace: true }) })),
        isSaved
          ? {
              id: "remove",
              label: m.dossier_views_remove(),
              icon: Trash2,
              run: () => {
                keep({ views: views.filter((one) => viewAddress(one) !== here) });
                toast({ text: m.dossier_views_removed({ name }), action: { label: m.dossier_bulk_undo(), run: () => keep({ views }) } });
              },
            }
          : {
              id: "save",
              label: m.dossier_views_save(),
              icon: Bookmark,
              run: () => {
                keep({ views: [...views, view] });
                toast({ text: m.dossier_views_saved({ name }) });
              },
            },
      ]}
    >
      {m.dossier_views()}
    </Menu>
  );
}

export function columnName(column: ListColumn): string {
  switch (column) {
    case "code":
      return m.dossier_column_code();
    case "state":
      return m.dossier_column_state();
    case "money":
      return m.dossier_column_money();
    case "due":
      return m.dossier_column_due();
    case "changed":
      return m.dossier_column_changed();
  }
}
