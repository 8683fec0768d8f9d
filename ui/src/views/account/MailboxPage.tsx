import { ExternalLink, Mail, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo } from "#/app/places";
import { desk, useDeskStatus, useDo, useMailbox, type Letter } from "#/backend";
import { Banner, Button, classes, EmptyState, Page, PageHeader, Skeleton, toast } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { formatDateTime, formatMoment } from "#/text/format";
import styles from "./MailboxPage.module.css";

/** Training's mailbox: the letters that in real life come by e-mail. */
export default function MailboxPage() {
  const { mode } = useDeskStatus();
  const mailbox = useMailbox();
  const [chosen, setChosen] = useState<string | null>(null);
  const letters = mailbox.data ?? [];
  const letter = letters.find((one) => one.id === chosen) ?? letters[0];
  return (
    <Page width="normal">
      <PageHeader title={m.mailbox_title()} lead={m.mailbox_lead()} />
      {mode === "training" ? null : <Banner tone="info">{m.mailbox_not_training()}</Banner>}
      <ErrorBanner error={mailbox.error} retry={() => void mailbox.refetch()} />
      {mailbox.isPending ? <Skeleton words={m.mailbox_loading()} /> : null}
      {mailbox.data?.length === 0 ? (
        <EmptyState icon={Mail} title={m.mailbox_empty_title()}>
          {m.mailbox_empty_text()}
        </EmptyState>
      ) : null}
      {letter ? (
        <div className={styles.columns}>
          <ul className={styles.letters} aria-label={m.mailbox_list()}>
            {letters.map((one) => (
              <li key={one.id}>
                <button type="button" className={styles.letter} aria-current={one.id === letter.id || undefined} onClick={() => setChosen(one.id)}>
                  <span className={styles.subject}>{one.subject}</span>
                  <span className={styles.about}>
                    {one.to} · {formatMoment(one.at)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <Reading key={letter.id} letter={letter} />
        </div>
      ) : null}
    </Page>
  );
}

function Reading({ letter }: { letter: Letter }) {
  const go = useGo();
  const open = useDo((index: number) => desk.openLetterLink(letter.id, index), { onError: (error) => toast({ text: error.message, tone: "bad" }) });
  const confirm = useDo((link: string) => desk.confirmAccount(link), {
    onSuccess: () => {
      toast({ text: m.registered_confirmed() });
      go(places.signIn);
    },
  });
  const confirmation = letter.links.find((link) => /\/confirm\?.*token=/.test(link));
  return (
    <article className={styles.reading} aria-label={letter.subject}>
      <header className={styles.head}>
        <h2 className={styles.title}>{letter.subject}</h2>
        <p className={styles.about}>
          {m.mailbox_to({ to: letter.to })} · {formatDateTime(letter.at)}
        </p>
      </header>
      <div className={classes(styles.body)}>{pieces(letter).map((piece, index) => (typeof piece === "string" ? piece : <LetterLink key={index} link={piece.link} onOpen={() => open.mutate(piece.index)} />))}</div>
      {confirmation ? (
        <footer className={styles.foot}>
          <ErrorBanner error={confirm.error} />
          <p className={styles.about}>{m.mailbox_confirm_text()}</p>
          <div>
            <Button kind="primary" icon={ShieldCheck} onPress={() => confirm.mutate(confirmation)} busy={confirm.isPending && m.registered_confirming()}>
              {m.mailbox_confirm()}
            </Button>
          </div>
        </footer>
      ) : null}
    </article>
  );
}

/** A link of a letter opens in the system's browser: the window goes nowhere else. */
function LetterLink({ link, onOpen }: { link: string; onOpen: () => void }) {
  return (
    <a
      href={link}
      className={styles.link}
      onClick={(event) => {
        event.preventDefault();
        onOpen();
      }}
    >
      {link}
      <ExternalLink aria-label={m.mailbox_open_link()} />
    </a>
  );
}

/** The text of a letter with its links cut out where they stand. */
function pieces(letter: Letter): (string | { link: string; index: number })[] {
  const found: (string | { link: string; index: number })[] = [];
  let rest = letter.body;
  letter.links.forEach((link, index) => {
    const at = rest.indexOf(link);
    if (at < 0) return;
    found.push(rest.slice(0, at), { link, index });
    rest = rest.slice(at + link.length);
  });
  return [...found, rest];
}
