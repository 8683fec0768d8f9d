/** Text without marks and in lower case, đ as d: for filtering lists as people type in a hurry. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase();
}

const collator = new Intl.Collator("vi", { numeric: true });

/** Vietnamese order (a ă â …, each with its tones). */
export function compareText(a: string, b: string): number {
  return collator.compare(a, b);
}
