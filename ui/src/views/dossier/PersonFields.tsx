import { m } from "#/messages/generated/messages.js";
import { useValue } from "./answers";
import { DateAnswer, RadioAnswer, SelectAnswer, TextAnswer } from "./fields";
import { Cell, Grid } from "./Grid";
import { PlaceAnswer } from "./places";

/**
 * Who somebody is: a citizen, a business, or an organisation with the person who acts for it. What must be given is
 * what the rules ask for (`crates/domain/src/check/people.rs`): name, number, commune, and a telephone of who files.
 */
export function PersonFields({ prefix }: { prefix: "applicant" | "owner" }) {
  const kind = useValue(`${prefix}.kind`) ?? "citizen";
  const citizen = kind === "citizen";
  const reachable = prefix === "applicant";
  return (
    <Grid>
      <Cell kind="line">
        <RadioAnswer
          path={`${prefix}.kind`}
          label={m.dossier_person_kind()}
          required
          absent="citizen"
          // A number of another kind of paper is read by its own shape.
          also={{ [`${prefix}.id_kind`]: null }}
          options={[
            { value: "citizen", label: m.dossier_kind_citizen() },
            { value: "business", label: m.dossier_kind_business() },
            { value: "organisation", label: m.dossier_kind_organisation() },
          ]}
        />
      </Cell>
      {citizen ? null : (
        <Cell columns={8}>
          <TextAnswer path={`${prefix}.organisation_name`} label={kind === "business" ? m.account_name_business() : m.account_name_organisation()} required />
        </Cell>
      )}
      {citizen ? null : (
        <Cell columns={4}>
          <TextAnswer
            path={`${prefix}.id_number`}
            label={kind === "business" ? m.dossier_tax_code() : m.dossier_agency_code()}
            hint={kind === "business" ? m.dossier_tax_code_hint() : undefined}
            required
           
          />
        </Cell>
      )}
      <Cell columns={citizen ? 5 : 4}>
        <TextAnswer path={`${prefix}.full_name`} label={citizen ? m.dossier_full_name() : m.dossier_contact_name()} required />
      </Cell>
      {citizen ? (
        <>
          <Cell columns={3}>
            <TextAnswer path={`${prefix}.id_number`} label={m.dossier_id_number()} required />
          </Cell>
          <Cell columns={4}>
            <SelectAnswer
              path={`${prefix}.id_kind`}
              label={m.dossier_id_kind()}
              placeholder={m.dossier_id_by_number()}
              options={[
                { value: "cccd", label: m.dossier_id_cccd() },
                { value: "cmnd", label: m.dossier_id_cmnd() },
                { value: "passport", label: m.dossier_id_passport() },
              ]}
            />
          </Cell>
          <Cell columns={3}>
            <DateAnswer path={`${prefix}.birth_date`} label={m.dossier_birth_date()} />
          </Cell>
          <Cell columns={3}>
            <RadioAnswer
              path={`${prefix}.gender`}
              label={m.dossier_gender()}
              options={[
                { value: "male", label: m.dossier_gender_male() },
                { value: "female", label: m.dossier_gender_female() },
              ]}
            />
          </Cell>
        </>
      ) : null}
      <Cell columns={citizen ? 3 : 4}>
        <DateAnswer path={`${prefix}.id_issued_on`} label={m.dossier_id_issued_on()} />
      </Cell>
      <Cell columns={citizen ? 3 : 4}>
        <TextAnswer path={`${prefix}.id_issued_by`} label={m.dossier_id_issued_by()} />
      </Cell>
      <Cell columns={4}>
        <TextAnswer path={`${prefix}.phone`} label={m.dossier_phone()} required={reachable} type="tel" />
      </Cell>
      <Cell columns={8}>
        <TextAnswer path={`${prefix}.email`} label={m.dossier_email()} type="email" />
      </Cell>
      <PlaceAnswer prefix={`${prefix}.address`} required />
      <Cell columns={4}>
        <TextAnswer path={`${prefix}.address.street`} label={m.dossier_street()} />
      </Cell>
    </Grid>
  );
}
