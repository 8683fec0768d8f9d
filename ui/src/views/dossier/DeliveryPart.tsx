import { Panel } from "#/design/Panel";
import { m } from "#/messages/generated/messages.js";
import { useValue } from "./answers";
import { TextAnswer, TickAnswer } from "./fields";
import { Cell, Grid } from "./Grid";
import { PlaceAnswer } from "./places";
import styles from "./dossier.module.css";

/** Nộp hồ sơ tại nhà, nhận kết quả tại nhà: each with its own address. */
export function DeliveryPart() {
  return (
    <>
      <Post prefix="collection" title={m.dossier_collection()} tick={m.dossier_collection_wanted()} hint={m.dossier_collection_hint()} />
      <Post prefix="delivery" title={m.dossier_delivery()} tick={m.dossier_delivery_wanted()} hint={m.dossier_delivery_hint()} />
    </>
  );
}

function Post({ prefix, title, tick, hint }: { prefix: "collection" | "delivery"; title: string; tick: string; hint: string }) {
  const wanted = useValue(`${prefix}.wanted`) === true;
  return (
    <Panel title={title} lead={wanted ? hint : prefix === "collection" ? m.dossier_collection_not() : m.dossier_delivery_not()}>
      <div className={styles.fields}>
        <TickAnswer path={`${prefix}.wanted`} label={tick} />
        {wanted ? (
          <Grid>
            <Cell columns={8}>
              <TextAnswer path={`${prefix}.name`} label={prefix === "collection" ? m.dossier_collection_name() : m.dossier_delivery_name()} required />
            </Cell>
            <Cell columns={4}>
              <TextAnswer path={`${prefix}.phone`} label={m.dossier_phone()} required type="tel" />
            </Cell>
            <PlaceAnswer prefix={`${prefix}.address`} required />
            <Cell columns={4}>
              <TextAnswer path={`${prefix}.address.street`} label={m.dossier_street()} required />
            </Cell>
          </Grid>
        ) : null}
      </div>
    </Panel>
  );
}
