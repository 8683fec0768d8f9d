import type { ComponentView, PaperLimits } from "#/backend";
import { m } from "#/messages/generated/messages.js";
import { formatBytes } from "#/text/format";

const extensions: Record<string, string> = {
  "application/pdf": "PDF",
  "image/jpeg": "JPG",
  "image/png": "PNG",
  "application/msword": "DOC",
  "application/vnd.ms-excel": "XLS",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
  "application/vnd.oasis.opendocument.text": "ODT",
  "application/zip": "ZIP",
};

/** What may be attached, as people name it: "Nhận tệp PDF, JPG, PNG; tối đa 20 MB một tệp." */
export function limitsWords({ media_types, max_bytes }: PaperLimits): string {
  return m.dossier_limits({ formats: media_types.map((type) => extensions[type] ?? type).join(", "), size: formatBytes(max_bytes) });
}

/** The limits when all components have the same; said once then. */
export function sameLimits(components: readonly ComponentView[]): PaperLimits | null {
  const first = components[0]?.limits;
  const key = (limits: PaperLimits) => `${limits.media_types.join(" ")} ${limits.max_bytes}`;
  return first && components.every((one) => key(one.limits) === key(first)) ? first : null;
}
