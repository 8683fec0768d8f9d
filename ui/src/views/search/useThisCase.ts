import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { desk, keys } from "#/backend";

/** What the procedure asks for and costs when the answer that decides is `value`; the desk weighs it at each key. */
export function useThisCase(code: string, edition: string, value: number | null) {
  return useQuery({ queryKey: [...keys.procedure, code, edition, "case", value], queryFn: () => desk.procedureCase(code, edition, value), placeholderData: keepPreviousData });
}
