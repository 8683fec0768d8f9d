import { m } from "#/messages/generated/messages.js";
import { useAnswer } from "./answers";
import { DateAnswer, PlaceAnswer, RadioAnswer, SelectAnswer, TextAnswer } from "./fields";
import styles from "./dossier.module.css";

/** Who somebody is: a citizen, a business, or an organisation with the person who acts for it. */
export function PersonFields({ prefix }: { prefix: "applicant" | "owner" }) {
  const kind = useAnswer(`${prefix}.kind`).text || "citizen";
  const citizen = kind === "citizen";
  return (
    <div className={styles.fields}>
      <RadioAnswer
        path={`${prefix}.kind`}
        label={m.dossier_person_kind()}
        required
        options={[
          { value: "citizen", label: m.dossier_kind_citizen() },
          { value: "business", label: m.dossier_kind_business() },
          { value: "organisation", label: m.dossier_kind_organisation() },
        ]}
      />
      {citizen ? null : <TextAnswer path={`${prefix}.organisation_name`} label={m.dossier_organisation_name()} required maxLength={300} />}
      <TextAnswer path={`${prefix}.full_name`} label={citizen ? m.dossier_full_name() : m.dossier_contact_name()} required maxLength={200} />
      {citizen ? (
        <div className={styles.pair}>
          <SelectAnswer
            path={`${prefix}.id_kind`}
            label={m.dossier_id_kind()}
            required
            options={[
              { value: "cccd", label: m.dossier_id_cccd() },
              { value: "cmnd", label: m.dossier_id_cmnd() },
              { value: "passport", label: m.dossier_id_passport() },
            ]}
          />
          <TextAnswer path={`${prefix}.id_number`} label={m.dossier_id_number()} required maxLength={20} />
        </div>
      ) : (
        <TextAnswer
          path={`${prefix}.id_number`}
          label={kind === "business" ? m.dossier_tax_code() : m.dossier_agency_code()}
          hint={kind === "business" ? m.dossier_tax_code_hint() : undefined}
          required
          maxLength={35}
          width="medium"
        />
      )}
      <div className={styles.pair}>
        <DateAnswer path={`${prefix}.id_issued_on`} label={m.dossier_id_issued_on()} optional />
        <TextAnswer path={`${prefix}.id_issued_by`} label={m.dossier_id_issued_by()} optional maxLength={200} />
      </div>
      {citizen ? (
        <div className={styles.pair}>
          <DateAnswer path={`${prefix}.birth_date`} label={m.dossier_birth_date()} optional />
          <RadioAnswer
            path={`${prefix}.gender`}
            label={m.dossier_gender()}
            optional
            options={[
              { value: "male", label: m.dossier_gender_male() },
              { value: "female", label: m.dossier_gender_female() },
            ]}
          />
        </div>
      ) : null}
      <div className={styles.pair}>
        <TextAnswer path={`${prefix}.phone`} label={m.dossier_phone()} required type="tel" maxLength={20} />
        <TextAnswer path={`${prefix}.email`} label={m.dossier_email()} optional type="email" maxLength={254} />
      </div>
      <PlaceAnswer prefix={`${prefix}.address`} required />
      <TextAnswer path={`${prefix}.address.street`} label={m.dossier_street()} required maxLength={300} />
    </div>
  );
}
