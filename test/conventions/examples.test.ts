import Ajv from "ajv";
import component from "../../src";
import { isSafe } from "../../src/platform/defineAction";
import { rows } from "../support/endpointRows";

const keys = Object.keys(component.actions);
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false });

/** What an action says that its data look like. */
function schemaOf(key: string): object {
  const output = component.actions[key]?.outputSchema;
  if (output?.type !== "actionOutput") throw new Error(`${key} has no output schema`);
  return JSON.parse(output.schema);
}

function exampleOf(key: string): unknown {
  const payload: unknown = component.actions[key]?.examplePayload;
  if (typeof payload !== "object" || payload === null || !("data" in payload)) throw new Error(`${key} has no example`);
  return payload.data;
}

describe.each(keys)("%s", (key) => {
  const row = rows.find(({ name }) => name === key)?.row;

  test("has an example that fits its output schema", () => {
    const validate = ajv.compile(schemaOf(key));
    validate(exampleOf(key));
    expect(validate.errors ?? []).toEqual([]);
  });

  test("has an example that is JSON", () => {
    expect(JSON.parse(JSON.stringify(exampleOf(key)))).toEqual(exampleOf(key));
  });

  test("may be run while designing only if it reads, is not billed and counts toward no hourly limit", () => {
    const isBilled = key === "evaluateFeatureFlags";
    const harmless = row?.effect === "read" && !isBilled && !["query", "export"].includes(row.quota ?? "");
    expect(component.actions[key]?.performSafety).toBe(harmless ? "SAFE" : "NOT_ALLOWED");
  });

  test("shows its example in the designer if it may not run there", () => {
    const { examplePerform, examplePerformSafety } = component.actions[key] ?? {};
    expect([examplePerform === undefined, examplePerformSafety]).toEqual(
      row && isSafe(row) ? [true, undefined] : [false, "SAFE"],
    );
  });
});
