import type { AccountDetails, AccountKind } from "#/backend";
import { DateField, TextField } from "#/design";
import { m } from "#/messages/generated/messages.js";

/** The details as they stand in the fields; empty text where nothing was typed. */
export type TypedDetails = Omit<AccountDetails, "organisation_name" | "id_issued_on"> & { organisation_name: string; id_issued_on: string };

export const noDetails: TypedDetails = { kind: "citizen", full_name: "", organisation_name: "", id_number: "", id_issued_on: "", phone: "", email: "" };

export function typed(details: AccountDetails): TypedDetails {
  return { ...details, organisation_name: details.organisation_name ?? "", id_issued_on: details.id_issued_on ?? "" };
}

export function untyped(details: TypedDetails): AccountDetails {
  return {
    kind: details.kind,
    full_name: details.full_name.trim(),
    organisation_name: details.kind === "citizen" ? null : details.organisation_name.trim(),
    id_number: details.id_number.trim(),
    // A date that could not be read is said by its field; it is not sent.
    id_issued_on: /^\d{4}-\d{2}-\d{2}$/.test(details.id_issued_on) ? details.id_issued_on : null,
    phone: details.phone.replace(/[\s.-]/g, ""),
    email: details.email.trim(),
  };
}

const labels: Record<AccountKind, { contact: () => string; name: () => string; id: () => string; idHint: () => string }> = {
  citizen: { contact: m.account_full_name, name: m.account_full_name, id: m.account_id_citizen, idHint: m.account_id_citizen_hint },
  business: { contact: m.account_contact_business, name: m.account_name_business, id: m.account_id_business, idHint: m.account_id_business_hint },
  organisation: { contact: m.account_contact_organisation, name: m.account_name_organisation, id: m.account_id_organisation, idHint: m.account_id_organisation_hint },
};

export interface AccountFieldsProps {
  kind: AccountKind;
  defaults: TypedDetails;
  /** Field and text after each change. */
  onValue: (field: Exclude<keyof TypedDetails, "kind">, value: string) => void;
  onLeave: (field: Exclude<keyof TypedDetails, "kind">) => void;
  /** What is wrong with a field. */
  error: (field: keyof TypedDetails) => string | undefined;
  /** Goes before the field's name in its id. */
  prefix: string;
  /** The address cannot be changed (it is the sign-in name). */
  emailReadOnly?: boolean;
}

/** The fields of an account, by its kind. */
export function AccountFields({ kind, defaults, onValue, onLeave, error, prefix, emailReadOnly }: AccountFieldsProps) {
  const words = labels[kind];
  const text = (field: Exclude<keyof TypedDetails, "kind" | "id_issued_on">) => ({
    id: `${prefix}${field}`,
    defaultValue: defaults[field],
    error: error(field),
    onValue: (value: string) => onValue(field, value),
    onLeave: () => onLeave(field),
  });
  return (
    <>
      {kind === "citizen" ? null : <TextField key={`organisation ${kind}`} {...text("organisation_name")} label={words.name()} required autoComplete="organization" />}
      <TextField key="full_name" {...text("full_name")} label={words.contact()} hint={kind === "citizen" ? m.account_full_name_hint() : undefined} required autoComplete="name" />
      <TextField key={`id ${kind}`} {...text("id_number")} label={words.id()} hint={words.idHint()} required width="medium" />
      <DateField
        key="issued"
        id={`${prefix}id_issued_on`}
        label={m.account_issued_on()}
        optional
        defaultValue={defaults.id_issued_on}
        error={error("id_issued_on")}
        onValue={(value) => onValue("id_issued_on", value ?? "")}
        onLeave={() => onLeave("id_issued_on")}
      />
      <TextField key="phone" {...text("phone")} label={m.account_phone()} hint={m.account_phone_hint()} required type="tel" width="medium" autoComplete="tel" />
      <TextField key="email" {...text("email")} label={m.account_email()} hint={m.account_email_hint()} required type="email" autoComplete="email" readOnly={emailReadOnly} />
    </>
  );
}
