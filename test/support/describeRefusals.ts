import { ConnectionError } from "@prismatic-io/spectral";
import component from "../../src";
import { InputError } from "../../src/mixpanel/errors";
import { connections, PROJECT_ID } from "./connection";
import type { ActionExpectation } from "./describeAction";
import { runAction } from "./harness";
import type { Wire } from "./wire";

/** Inputs that are refused before anything is sent: what is wrong, the inputs, the label of the input that the error names. */
export type Refusal = readonly [what: string, params: Record<string, unknown>, label: string];

/** Records that are listed with the rule they break, while those beside them are sent: what is wrong, the inputs, the rule. */
export type Rejection = readonly [what: string, params: Record<string, unknown>, rule: string];

/** Connections that lack something, and the field that the error names. */
const LACKING = {
  serviceAccount: [
    ["tokenOnly", "Username and Password"],
    ["none", "Username and Password"],
    ["userWithoutPassword", "Password"],
    ["passwordWithoutUser", "Username"],
  ],
  projectToken: [
    ["accountOnly", "Project Token"],
    ["none", "Project Token"],
    ["userWithoutPassword", "Password"],
    ["passwordWithoutUser", "Username"],
  ],
} as const;

/** Tests that wrong inputs and incomplete connections are named, and that nothing is sent then. */
export function describeRefusals(
  wire: { readonly current: Wire },
  { key, params, reply, refusals, rejections = [], residency, auth }: ActionExpectation,
): void {
  const label = { region: "Region", regionAndDomain: "Region and Domain", dataAndDomain: "Data and Domain" };
  const regions: Refusal[] = Object.entries(label)
    .filter(([input]) => input === residency?.input)
    .flatMap(([input, name]): Refusal[] => [
      ["an unknown region", { [input]: "mars" }, name],
      ["a region that is another host", { [input]: "evil.example.com/api" }, name],
    ]);

  test.each([...regions, ...refusals])("refuses %s", async (_what, wrong, name) => {
    const outcome = await runAction(key, { connection: connections.full, params: { ...params, ...wrong } });
    const error = { error: undefined, ...outcome }.error;
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: "invalid_input", retryable: false, input: name });
    expect(wire.current.requests).toEqual([]);
  });

  for (const [what, wrong, rule] of rejections) {
    test(`lists ${what} with its rule, and fails the step in the end`, async () => {
      wire.current.replyAlways(() => reply);
      const outcome = await runAction(key, { connection: connections.full, params: { ...params, ...wrong } });
      const { error } = { error: undefined, ...outcome };
      expect(error).toMatchObject({
        code: "validation_failed",
        failedRecords: [{ rule, message: expect.any(String) }],
      });
    });
  }

  const needsProject = component.actions[key]?.inputs.some((input) => input.key === "project_id") ?? false;
  const lacking = [
    ...LACKING[auth],
    ...(auth === "serviceAccount" && needsProject ? ([["accountWithoutProject", "Default Project ID"]] as const) : []),
  ];
  test.each(lacking)("over the connection %s, asks for its %s", async (connection, field) => {
    const outcome = await runAction(key, { connection: connections[connection], params });
    const error = { error: undefined, ...outcome }.error;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      code: "authentication_failed",
      status: undefined,
      message: expect.stringContaining(field),
      connection: { key: "apiToken", configVarKey: "Mixpanel Connection", fields: {} },
    });
    expect(wire.current.requests).toEqual([]);
  });

  if (auth === "serviceAccount" && needsProject) {
    test("takes the project from its input where the connection has none", async () => {
      wire.current.reply({ reset: true });
      await runAction(key, {
        connection: connections.accountWithoutProject,
        params: { ...params, project_id: PROJECT_ID },
      });
      const { query, form } = wire.current.request;
      expect(query.project_id ?? form?.project_id).toBe(PROJECT_ID);
    });
  }
}
