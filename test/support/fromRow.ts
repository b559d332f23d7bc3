import component from "../../src";
import type { Auth } from "../../src/mixpanel/credentials";
import { placesOf } from "../../src/mixpanel/http/parameters";
import { connections, GDPR_TOKEN } from "./connection";
import type { FailureFamily } from "./describeFailures";
import type { Refusal } from "./describeRefusals";
import { isEndpoint, type Row, rows } from "./endpointRows";
import type { Change, ExpectedRequest } from "./expectedRequest";
import type { HostKind } from "./hosts";
import { flatInputs } from "./stockSurface";

/** The input that overrides the residency, by the host that it chooses. */
const RESIDENCY_INPUTS: Readonly<Record<HostKind, string>> = {
  ingestion: "region",
  query: "regionAndDomain",
  data: "dataAndDomain",
};

/** Inputs that override an ID of the connection: the connection's field, its value in a test, and another value. */
const IDS = [
  { input: "project_id", field: "projectId", label: "Project ID", own: "1234567", other: "42" },
  { input: "workspace_id", field: "workspaceId", label: "Workspace ID", own: "7654321", other: "43" },
  { input: "organization_id", field: "organizationId", label: "Organization ID", own: "9876543", other: "44" },
] as const;

/** What a builder can fill in at an action, without the connection. */
export const inputsOf = (key: string) =>
  flatInputs(component.actions[key]?.inputs)
    .map(({ key: input }) => input)
    .filter((input) => input !== "connection");

/** The group of the form that an input stands in; undefined for one on top. */
export const groupOf = (key: string, input: string) =>
  component.actions[key]?.inputs.find(({ inputs = [] }) => inputs.some((leaf) => leaf.key === input))?.key;

export interface RowId {
  input: string;
  label: string;
  /** Whether the path has it: without it, nothing can be sent. */
  inPath: boolean;
  /** What the request becomes where it is another one, or the connection's own. */
  becomes(which: "own" | "other"): Change;
  /** The connection's field, and its value in the tests. */
  field: string;
  own: string;
  other: string;
}

/** What follows from an action's row, and is the same for every action of such a row. */
export interface FromRow {
  residency: { input: string; kind: HostKind } | undefined;
  auth: Auth;
  ids: readonly RowId[];
  failures: FailureFamily;
  refusals: readonly Refusal[];
  /** Names of Mixpanel's parameters, by which the form must not hold what steers. */
  takes: readonly string[];
}

function familyOf(row: Row): FailureFamily {
  if (!isEndpoint(row)) return "raw";
  const isBatch = row.body !== undefined;
  if (row.response === "accepted") return isBatch ? "records" : "accepted";
  // One record, which is stored or not.
  return row.response === "import" && !isBatch ? "replaced" : row.response;
}

function residencyOf(row: Row, form: readonly string[]): FromRow["residency"] {
  const kinds: readonly HostKind[] = ["ingestion", "query", "data"];
  // Requests that a builder writes have the host that their form lets a builder choose.
  const kind = row.host ?? kinds.find((one) => form.includes(RESIDENCY_INPUTS[one]));
  return kind && { input: RESIDENCY_INPUTS[kind], kind };
}

function idsOf(row: Row, { path }: ExpectedRequest): RowId[] {
  if (!isEndpoint(row)) return [];
  return IDS.flatMap(({ input, label, field, own, other }) => {
    const places = placesOf(row).filter(({ name }) => name === input);
    if (places.length === 0) return [];
    const becomes = (which: "own" | "other"): Change => {
      const value = which === "own" ? own : other;
      const change: Change = {};
      for (const { in: place, official } of places) {
        if (place === "path") change.path = path.replace(`/${own}`, `/${value}`);
        else if (place !== "jsonBody") change[place] = { [official]: value };
      }
      return change;
    };
    return [{ input, label, inPath: places.some(({ in: place }) => place === "path"), becomes, field, own, other }];
  });
}

/** @param request what goes out for the required inputs */
export function fromRow(key: string, request: ExpectedRequest): FromRow {
  const row = rows.find(({ name }) => name === key)?.row;
  if (row === undefined) throw new Error(`${key} has no row in src/mixpanel/endpoints`);
  const residency = residencyOf(row, inputsOf(key));
  const ids = idsOf(row, request);
  return {
    residency,
    auth: row.auth ?? "serviceAccount",
    ids,
    failures: familyOf(row),
    refusals: ids.flatMap(({ input, label }): Refusal[] => [
      [`a ${label} that is no number`, { [input]: "my own" }, label],
      [`a ${label} that is an object`, { [input]: {} }, label],
    ]),
    takes: isEndpoint(row) ? placesOf(row).map(({ name }) => name) : [],
  };
}

/** The connections, with the IDs that the path of a row needs; for privacy requests, complete ones have a GDPR token too. */
export function connectionsFor({ ids, auth }: Pick<FromRow, "ids" | "auth">): typeof connections {
  const needed = Object.fromEntries(
    IDS.filter(({ input }) => input !== "project_id" && ids.some((id) => id.input === input && id.inPath)).map(
      ({ field, own }) => [field, own],
    ),
  );
  const filled = { ...connections };
  for (const name of Object.keys(connections).filter((one): one is keyof typeof connections => one in connections)) {
    const { fields } = connections[name];
    const isComplete = ["username", "password", "projectToken"].every((field) => field in fields);
    const gdpr = auth === "gdprToken" && isComplete ? { gdprToken: GDPR_TOKEN } : {};
    filled[name] = { ...connections[name], fields: { ...needed, ...gdpr, ...fields } };
  }
  return filled;
}
