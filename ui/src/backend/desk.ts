import { commands } from "./bindings";
import type { DeskError as DeskErrorData, ErrorCode, FieldProblem } from "./types";

/**
 * What the desk says when something cannot be done. `message` is in the language of the window and says what to do;
 * programs look at `code` only.
 */
export class DeskError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];
  readonly trace: string | null;

  constructor(data: DeskErrorData) {
    super(data.message);
    this.name = "DeskError";
    this.code = data.code;
    this.fields = data.fields;
    this.trace = data.trace ?? null;
  }
}

type Commands = typeof commands;
type Data<R> = R extends { status: "ok"; data: infer D } ? D : never;
type Unwrapped<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => Promise<Data<R>> : never;

/** Every command of the desk; each answers with its data or throws a `DeskError`. */
export const desk = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    async (...args: unknown[]) => {
      const answer = await (command as (...args: unknown[]) => Promise<{ status: string; data?: unknown; error?: unknown }>)(...args);
      if (answer.status === "ok") return answer.data;
      throw new DeskError(readError(answer.error));
    },
  ]),
) as { [K in keyof Commands]: Unwrapped<Commands[K]> };

/** The shell itself may fail to take a command; then there is text where the desk's error should be. */
function readError(error: unknown): DeskErrorData {
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) return error as DeskErrorData;
  return { code: "internal", message: String(error), fields: [], trace: null };
}
