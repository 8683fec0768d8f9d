import type { CardHolder, CardRead, ScannedText } from "../types";
import { refuse } from "./desk";
import type { Answers } from "./rules";

/** A card as the desk reads it, without its guesses: seven fields parted by bars. */
export function cardOf(holder: CardHolder, { shown, keys }: ScannedText, answers: Answers): CardRead {
  const [number = "", , name = "", born = "", sex = "", residence = "", issued = ""] = (keys ?? shown).split("|");
  if (!/^\d{12}$/.test(number)) throw refuse("invalid_fields", "Mã vừa quét không phải mã QR của thẻ căn cước. Hãy quét mã ở mặt trước của thẻ; những gì đã nhập vẫn được giữ nguyên.");
  const day = (text: string) => `${text.slice(4)}-${text.slice(2, 4)}-${text.slice(0, 2)}`;
  const given: Record<string, string> = { full_name: name, id_kind: "cccd", id_number: number, birth_date: day(born), gender: sex === "Nam" ? "male" : "female", id_issued_on: day(issued), "address.street": residence };
  // The one place that this desk knows from a card.
  if (residence.endsWith("Đăk La, Đăk Hà, Kon Tum")) Object.assign(given, { "address.province": "62", "address.commune": "23524", "address.street": residence.split(",", 1)[0] ?? "" });
  const before = answers[`${holder}.id_number`];
  const gone = before !== undefined && before !== number ? ["phone", "email"] : [];
  const changes = [...Object.entries(given), ...gone.map((field) => [field, null] as const)].map(([field, value]) => ({ path: `${holder}.${field}`, value }));
  return { changes, compare: keys !== null && keys !== shown, place_left: false };
}
