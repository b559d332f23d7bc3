import { isRecord } from "../../src/mixpanel/records/json";
import { connections } from "../support/connection";
import { isEndpoint, rows } from "../support/endpointRows";
import { exampleInputs } from "../support/exampleInputs";
import { inputsOf } from "../support/fromRow";
import { runAction } from "../support/harness";
import { useWire } from "../support/wire";
import description from "./official.json";

const wire = useWire();

/** Rows whose whole body is one record in a list. */
const endpoints = rows
  .map(({ row }) => row)
  .filter(isEndpoint)
  .filter((row) => row.jsonBody !== undefined && row.host === "ingestion");

interface Field {
  required: boolean;
  type?: string;
}

interface Operation {
  method: string;
  body?: Record<string, { type?: string; fields?: Record<string, Field> }>;
}

const official = new Map<string, Operation>(Object.entries(description));

/**
 * Where the description is wrong: group-union requires $unset and delete-group $set, which are other operations. Each describes its own
 * beside them, as optional. https://developer.mixpanel.com/reference/group-union, https://developer.mixpanel.com/reference/delete-group
 */
const OPTIONAL_BY_MISTAKE: Record<string, string> = { unionToGroupLists: "$union", deleteSingleGroup: "$delete" };

const typeOf = (value: unknown) => (Array.isArray(value) ? "array" : typeof value);

/** Inputs that fill in every field of a record. */
const paramsOf = (operation: string) => ({
  ...exampleInputs(operation, connections.full),
  ...(inputsOf(operation).includes("ignoreAlias") ? { ignoreAlias: true } : {}),
});

test("R6: all operations on one profile are here, and the merge", () => {
  expect(endpoints).toHaveLength(15);
});

describe.each(endpoints.map((endpoint) => [endpoint.operation, endpoint] as const))("%s", (operation, endpoint) => {
  const id = endpoint.docs.split("/").at(-1) ?? "";
  const fields = official.get(id)?.body?.["application/json"]?.fields ?? {};

  test("R6: sends one record with the fields that the description has, each of its type", async () => {
    wire.current.reply({ reset: true });
    await runAction(operation, { connection: connections.full, params: paramsOf(operation) });
    const [record, ...others] = Array.isArray(wire.current.request.json) ? wire.current.request.json : [];
    expect(others).toEqual([]);
    const sent = isRecord(record) ? record : {};
    expect(Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, typeOf(value)]))).toEqual(
      Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])),
    );
  });

  test("R6: has no optional field, but those that are for a reason", () => {
    const optional = Object.keys(fields).filter((name) => !fields[name]?.required);
    const mistaken = OPTIONAL_BY_MISTAKE[operation];
    expect(optional).toEqual(operation === "deleteSingleProfile" ? ["$ignore_alias"] : [mistaken].filter(Boolean));
  });
});
