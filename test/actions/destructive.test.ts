import component from "../../src";
import { connections, connectionWith } from "../support/connection";
import { actionForms } from "../support/definitions";
import { rows } from "../support/endpointRows";
import { exampleInputs } from "../support/exampleInputs";
import { runAction } from "../support/harness";
import { useWire } from "../support/wire";

const wire = useWire();

/** Actions that delete something, and what each needs to be told. */
const DESTRUCTIVE = rows
  .filter(({ name, row }) => name in component.actions && (row.method === "DELETE" || /^(delete|remove)/.test(name)))
  .map(({ name }) => ({
    action: name,
    required: (actionForms.find(({ key }) => key === name)?.inputs ?? []).filter(
      ({ key, required }) => required && key !== "connection",
    ),
  }));

const EMPTY = [undefined, null, "", " ", [], [null], {}];
/** An input is refused, or the records in it are. */
const REFUSED = /^(invalid_input|validation_failed)$/;
const connection = connectionWith({
  ...connections.full.fields,
  workspaceId: "7654321",
  organizationId: "9876543",
});

test("M5: there are actions that delete something", () => {
  expect(DESTRUCTIVE.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["deleteAnnotation", "deleteAllLexiconSchemas", "deleteLexiconSchema", "deleteProfile"]),
  );
});

describe.each(DESTRUCTIVE)("M5: $action", ({ action, required }) => {
  test("needs to be told what to delete, or a confirmation", () => {
    expect(required).not.toEqual([]);
  });

  test.each(required.map(({ key }) => ({ key })))("sends nothing if $key is empty", async ({ key }) => {
    for (const value of EMPTY) {
      const params = { ...exampleInputs(action, connection), [key]: value };
      const { error } = { error: undefined, ...(await runAction(action, { connection, params })) };
      expect({ value, error }).toMatchObject({ error: { code: expect.stringMatching(REFUSED) } });
    }
    expect(wire.current.requests).toEqual([]);
  });
});
