import type { DisputeView, DossierView } from "#/backend";
import { m } from "#/messages/generated/messages.js";

/** Fields of a person and of a delivery, by the last part of their path. */
const names: Record<string, () => string> = {
  kind: m.dossier_person_kind,
  full_name: m.dossier_full_name,
  organisation_name: m.account_name_organisation,
  id_kind: m.dossier_id_kind,
  id_number: m.dossier_id_number,
  id_issued_on: m.dossier_id_issued_on,
  id_issued_by: m.dossier_id_issued_by,
  birth_date: m.dossier_birth_date,
  gender: m.dossier_gender,
  phone: m.dossier_phone,
  email: m.dossier_email,
  name: m.dossier_full_name,
  "address.province": m.dossier_province,
  "address.commune": m.dossier_commune,
  "address.street": m.dossier_street,
};

const heads: Record<string, () => string> = {
  applicant: m.dossier_elsewhere_of_applicant,
  owner: m.dossier_elsewhere_of_owner,
  collection: m.dossier_collection,
  delivery: m.dossier_delivery,
};

/** What people call a field in which two computers differ. */
export function fieldLabel(dossier: DossierView, { field, mine, theirs }: DisputeView): string {
  const paper = [mine, theirs].find((value) => value?.kind === "paper");
  if (paper?.kind === "paper") {
    const { component } = paper.paper;
    return dossier.components.find((one) => one.code === component)?.name ?? component;
  }
  const inForm = dossier.form.flatMap((section) => section.fields).find((one) => one.path === field);
  if (inForm) return inForm.field.label;
  const [head = "", ...rest] = field.split(".");
  const name = names[rest.join(".")]?.();
  const whose = heads[head]?.();
  if (name && whose) return m.dossier_elsewhere_field({ name, whose });
  return whose ?? field;
}
