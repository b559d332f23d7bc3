/** The options of a simulation: what the page asks, and what it sends. */
import type { SimulationRequest } from "../../src/protocol";

export interface OptionField {
  name: "members" | "pageSize" | "laterSyncs" | "polls" | "batch" | "shuffle" | "drop" | "resend" | "duplicate";
  label: string;
  kind: "number" | "pages" | "check";
  /** What it is if nobody changes it. */
  preset: string;
  hint?: string;
}

export type Chosen = Partial<Record<OptionField["name"], string>>;

const COHORT: readonly OptionField[] = [
  { name: "members", label: "Members", kind: "number", preset: "25" },
  { name: "pageSize", label: "Members per call", kind: "number", preset: "10", hint: "Mixpanel sends 1,000" },
  { name: "laterSyncs", label: "Later syncs", kind: "number", preset: "1", hint: "Half an hour apart" },
  { name: "drop", label: "Lose pages", kind: "pages", preset: "", hint: "Such as 2" },
  { name: "resend", label: "Send pages late", kind: "pages", preset: "", hint: "After all others" },
  { name: "duplicate", label: "Send pages twice", kind: "pages", preset: "", hint: "Such as 1,3" },
  { name: "shuffle", label: "Send pages in a random order", kind: "check", preset: "" },
];

const POLLS: readonly OptionField[] = [
  { name: "polls", label: "Polls after the first", kind: "number", preset: "3" },
  { name: "batch", label: "Batch size", kind: "number", preset: "", hint: "Empty: batching is off" },
];

export const optionsOf = ({ key, isPolling }: { key: string; isPolling: boolean }): readonly OptionField[] =>
  isPolling ? POLLS : key === "cohortSync" ? COHORT : [];

/** @throws Error that names the option whose text is not valid */
export function requestOf(fields: readonly OptionField[], chosen: Chosen): Omit<SimulationRequest, "inputs"> {
  const pairs = fields.map(({ name, label, kind, preset }) => {
    const text = (chosen[name] ?? preset).trim();
    if (text === "") return [name, undefined];
    if (kind === "check") return [name, true];
    const numbers = text.split(",").map(Number);
    if (numbers.some((number) => !Number.isInteger(number)) || (kind === "number" && numbers.length > 1))
      throw new Error(
        `${label} is ${text}. Enter ${kind === "number" ? "a whole number" : "page numbers, such as 2 or 2,5"}.`,
      );
    return [name, kind === "number" ? numbers[0] : numbers];
  });
  return Object.fromEntries(pairs);
}
