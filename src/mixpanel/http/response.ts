import type { ResponseKind } from "../endpoint";
import { isRecord, type JsonObject } from "../records/json";
import { countedIn, countOf } from "./responseRecords";

/** What the response of an operation looks like, as its row declares it. */
export interface ResponseShape {
  readonly response: ResponseKind;
  readonly holds?: "list" | "map" | readonly string[];
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

/** What has been checked of a response, by kind, before a caller gets it. */
interface Proven<Row extends ResponseShape> {
  accepted: JsonObject & { status: 1 | "OK" };
  import: JsonObject & { num_records_imported: number };
  replaced: JsonObject;
  /** The body is not checked; null if there is none. */
  status: JsonObject | string | null;
  json: OfJson<Row>;
  app: { status: string; results: OfJson<Row> };
  /** Read line by line, never whole. */
  lines: never;
}

/** The type of an endpoint's response: only what is checked of it. */
export type ResponseOf<Row extends ResponseShape> = Proven<Row>[Row["response"]];

/** Whether a response has the form that is documented for the operation. Anything else confirms nothing, whatever its status. */
export function isResponseOf<Row extends ResponseShape>(row: Row, json: unknown): json is ResponseOf<Row> {
  const { response, holds = [] }: ResponseShape = row;
  if (response === "app")
    return isRecord(json) && typeof json.status === "string" && isResponseOf({ response: "json", holds }, json.results);
  if (holds === "list") return Array.isArray(json);
  if (holds === "map") return isRecord(json);
  if (response === "status" && (json === null || typeof json === "string")) return true;
  // If the documentation says no more, the response is a list or an object.
  if (response === "json" && holds.length === 0) return typeof json === "object" && json !== null;
  if (!isRecord(json) || !holds.every((key) => json[key] !== undefined && json[key] !== null)) return false;
  switch (response) {
    case "import":
      return countOf(json.num_records_imported) !== undefined;
    case "replaced":
      return json.code === 200 || json.status === "OK";
    case "accepted":
      // With `verbose`, status is 1. With `strict`, status is OK, and there is a count.
      return json.status === 1 || (json.status === "OK" && countedIn(json) !== undefined);
    default:
      return true;
  }
}
