import { DeskError, type FieldProblem } from "#/backend";

/** The problems of fields that an error brings, or none. */
export function problemsOf(error: unknown): readonly FieldProblem[] {
  return error instanceof DeskError ? error.fields : [];
}

/** The name of a field at the end of its path: `details.phone` and `phone` are the same field here. */
export function fieldOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** An error that is about the whole and not about fields. */
export function wholeError(error: Error | null): Error | null {
  return problemsOf(error).length > 0 ? null : error;
}
