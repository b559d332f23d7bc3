import type { ResponseKind } from "../endpoint";
import { isRecord, type JsonObject } from "../records/json";
import { countedIn, countOf } from "./responseRecords";

/** What the response of an operation looks like: a row says it. */
export interface ResponseShape {
  readonly response: ResponseKind;
  readonly holds?: "list" | readonly string[];
}

/** An object with these keys, none of them null. */
type Holding<Keys> = Keys extends readonly (infer Key extends string)[]
  ? JsonObject & { readonly [Name in Key]: NonNullable<unknown> }
  : JsonObject;

type OfJson<Row extends ResponseShape> = Row extends { holds: infer Holds }
  ? Holds extends "list"
    ? unknown[]
    : Holding<Holds>
  : JsonObject | unknown[];

/** What is proven of a response of each kind before a caller sees it. */
interface Proven<Row extends ResponseShape> {
  accepted: JsonObject & { status: 1 | "OK" };
  import: JsonObject & { num_records_imported: number };
  replaced: JsonObject;
  /** The body is whatever it is, null where there is none. */
  status: JsonObject | string | null;
  json: OfJson<Row>;
  /** Read line by line, never whole. */
  lines: never;
}

/** The response of a row, as far as it is checked. */
export type ResponseOf<Row extends ResponseShape> = Proven<Row>[Row["response"]];

/** Whether a response is the one that the operation is described with. Anything else acknowledges nothing, whatever its status. */
export function isResponseOf<Row extends ResponseShape>(row: Row, json: unknown): json is ResponseOf<Row> {
  const { response, holds = [] }: ResponseShape = row;
  if (holds === "list") return Array.isArray(json);
  if (response === "status" && (json === null || typeof json === "string")) return true;
  // Lists and objects are all that the API has for what is described no further.
  if (response === "json" && holds.length === 0) return typeof json === "object" && json !== null;
  if (!isRecord(json) || !holds.every((key) => json[key] !== undefined && json[key] !== null)) return false;
  switch (response) {
    case "import":
      return countOf(json.num_records_imported) !== undefined;
    case "replaced":
      return json.code === 200 || json.status === "OK";
    case "accepted":
      // Verbose; or strict, which counts.
      return json.status === 1 || (json.status === "OK" && countedIn(json) !== undefined);
    default:
      return true;
  }
}
