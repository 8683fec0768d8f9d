import { GraduationCap, Landmark, PackageOpen, PenLine, type LucideIcon } from "lucide-react";
import { useState, type ReactNode } from "react";
import { BrandMark } from "#/app/BrandMark";
import { ErrorBanner } from "#/app/ErrorBanner";
import { places, useGo, useGoOn } from "#/app/places";
import { desk, useDeskStatus, useDo } from "#/backend";
import { Button, PageHeader } from "#/design";
import { m } from "#/messages/generated/messages.js";
import { OpenPackage } from "#/views/storage/OpenPackage";
import { setRestoring } from "#/views/storage/restoring";
import { PortalForm } from "./PortalForm";
import styles from "./start.module.css";

/** The first run: three ways to begin, none of them final. */
export default function WelcomePage() {
  const status = useDeskStatus();
  const go = useGo();
  const { here, goOn } = useGoOn();
  const [connecting, setConnecting] = useState(false);
  const training = useDo(desk.chooseTraining, { onMutate: here, onSuccess: (_status, _asked, from) => goOn(from, places.desk) });
  const language = useDo(desk.saveSettings);
  const begin = (place: string) => go(status.recovery_code_unseen ? `${places.recoveryCode}?next=${encodeURIComponent(place)}` : place, { replace: true });
  const other = status.settings.language === "vi" ? "en" : "vi";

  return (
    <div className={styles.welcome}>
      <main id="main" className={styles.welcomeInside}>
        <div className={styles.welcomeHead}>
          <BrandMark size="3.5rem" />
          <PageHeader title={m.start_welcome()} lead={m.start_lead()} />
          <Button kind="quiet" onPress={() => language.mutate({ ...status.settings, language: other })} lang={other}>
            {m.shell_do_language()}
          </Button>
        </div>
        <h2 className={styles.question}>{m.start_question()}</h2>
        <ErrorBanner error={training.error} />
        <div className={styles.choices}>
          <Choice icon={Landmark} title={m.start_connect_title()} text={m.start_connect_text()}>
            {connecting ? (
              <PortalForm autoFocus onConnected={() => begin(places.desk)} />
            ) : (
              <Button id="choose-portal" kind="primary" onPress={() => setConnecting(true)}>
                {m.start_connect_action()}
              </Button>
            )}
          </Choice>
          <Choice icon={GraduationCap} title={m.start_training_title()} text={m.start_training_text()}>
            <Button id="choose-training" kind="primary" onPress={() => training.mutate()} busy={training.isPending && m.start_training_busy()}>
              {m.start_training_action()}
            </Button>
          </Choice>
          <Choice icon={PackageOpen} title={m.start_package_title()} text={m.start_package_text()}>
            <div className={styles.row}>
              <OpenPackage id="choose-package" kind="primary">
                {m.start_package_action()}
              </OpenPackage>
              <Button onPress={() => setRestoring({ from: "choose" })}>{m.start_package_backup()}</Button>
            </div>
          </Choice>
        </div>
        <section className={styles.prepare} aria-label={m.start_prepare_title()}>
          <p>
            <strong>{m.start_prepare_title()}</strong> {m.start_prepare_text()}
          </p>
          <Button id="choose-prepare" icon={PenLine} onPress={() => begin(places.search)}>
            {m.start_prepare_action()}
          </Button>
        </section>
        <p className={styles.later}>{m.start_later_hint()}</p>
      </main>
    </div>
  );
}

function Choice({ icon: Icon, title, text, children }: { icon: LucideIcon; title: string; text: string; children: ReactNode }) {
  return (
    <section className={styles.choice} aria-label={title}>
      <Icon aria-hidden="true" className={styles.choiceIcon} />
      <div className={styles.choiceWords}>
        <h3 className={styles.choiceTitle}>{title}</h3>
        <p>{text}</p>
      </div>
      <div className={styles.choiceDo}>{children}</div>
    </section>
  );
}
