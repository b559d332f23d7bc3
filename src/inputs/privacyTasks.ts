import { InputError } from "../mixpanel/errors";
import { isRecord } from "../mixpanel/records/json";
import { jsonList } from "./cleanJson";
import { typedInput } from "./kinds";

/** A privacy task in a builder's list. */
export interface GivenTask {
  tracking_id: string;
  kind: "retrieval" | "deletion";
  submitted_at?: string;
  request_id?: string;
}

function taskOf(input: string, value: unknown, position: number): GivenTask {
  const refused = (got: string) =>
    new InputError({
      input,
      got: `${got} at position ${position}`,
      expected: 'a task such as {"tracking_id": "1234567890123456789", "kind": "deletion"}, whose tracking_id is text',
    });
  if (!isRecord(value)) throw refused("a value that is no object");
  const { tracking_id, kind, submitted_at, request_id } = value;
  if (typeof tracking_id !== "string" || tracking_id.trim() === "") throw refused("no tracking_id as text");
  if (kind !== "retrieval" && kind !== "deletion") throw refused("a kind that is neither retrieval nor deletion");
  if (submitted_at !== undefined && !(typeof submitted_at === "string" && Number.isFinite(Date.parse(submitted_at))))
    throw refused("a submitted_at that is no time");
  return {
    tracking_id: tracking_id.trim(),
    kind,
    ...(submitted_at === undefined ? {} : { submitted_at }),
    ...(typeof request_id === "string" ? { request_id } : {}),
  };
}

/** A list of tasks. */
export function tasksInput(label: string, words: { comments: string }) {
  const example = '[{"tracking_id": "1234567890123456789", "kind": "deletion", "request_id": "ticket-4711"}]';
  const cleaner = (name: string) => (value: unknown) =>
    (jsonList(name)(value) ?? []).map((one: unknown, index: number) => taskOf(name, one, index));
  return { ...typedInput(label, { example, ...words }, cleaner), type: "code" as const, language: "json" as const };
}
