import { Panel } from "#/design/Panel";
import { m } from "#/messages/generated/messages.js";
import { useAnswer } from "./answers";
import { PlaceAnswer, TextAnswer, TickAnswer } from "./fields";
import styles from "./dossier.module.css";

/** Nộp hồ sơ tại nhà, nhận kết quả tại nhà: each with its own address. */
export function DeliveryPart() {
  return (
    <div className={styles.stack}>
      <Post prefix="collection" title={m.dossier_collection()} tick={m.dossier_collection_wanted()} hint={m.dossier_collection_hint()} />
      <Post prefix="delivery" title={m.dossier_delivery()} tick={m.dossier_delivery_wanted()} hint={m.dossier_delivery_hint()} />
    </div>
  );
}

function Post({ prefix, title, tick, hint }: { prefix: "collection" | "delivery"; title: string; tick: string; hint: string }) {
  const wanted = useAnswer(`${prefix}.wanted`).value === true;
  return (
    <Panel title={title}>
      <div className={styles.fields}>
        <TickAnswer path={`${prefix}.wanted`} label={tick} hint={hint} />
        {wanted ? (
          <>
            <div className={styles.pair}>
              <TextAnswer path={`${prefix}.name`} label={prefix === "collection" ? m.dossier_collection_name() : m.dossier_delivery_name()} required maxLength={200} />
              <TextAnswer path={`${prefix}.phone`} label={m.dossier_phone()} required type="tel" maxLength={20} />
            </div>
            <PlaceAnswer prefix={`${prefix}.address`} required />
            <TextAnswer path={`${prefix}.address.street`} label={m.dossier_street()} required maxLength={300} />
          </>
        ) : (
          <p className={styles.plain}>{prefix === "collection" ? m.dossier_collection_not() : m.dossier_delivery_not()}</p>
        )}
      </div>
    </Panel>
  );
}
