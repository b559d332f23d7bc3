import { ConnectionError } from "@prismatic-io/spectral";
import { InputError } from "../../src/mixpanel/errors";
import type { ActionExpectation } from "./describeAction";
import { connectionsFor, type FromRow } from "./fromRow";
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
  tokenAsUser: [["accountOnly", "Project Token"]],
  gdprToken: [
    ["tokenOnly", "GDPR Token"],
    ["accountOnly", "GDPR Token"],
    ["none", "GDPR Token"],
    ["gdprTokenOnly", "Project Token"],
  ],
  tokenInBody: [
    ["accountOnly", "Project Token"],
    ["none", "Project Token"],
    ["userWithoutPassword", "Password"],
    ["passwordWithoutUser", "Username"],
  ],
} as const;

/** Tests that wrong inputs and incomplete connections are named, and that nothing is sent then. */
export function describeRefusals(
  wire: { readonly current: Wire },
  {
    key,
    params,
    reply,
    refusals = [],
    rejections = [],
    residency,
    auth,
    ids,
  }: Pick<ActionExpectation, "key" | "params" | "reply" | "refusals" | "rejections"> &
    Pick<FromRow, "residency" | "auth" | "ids">,
): void {
  const connections = connectionsFor({ ids, auth });
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

  const project = auth === "serviceAccount" ? ids.find(({ input }) => input === "project_id") : undefined;
  const lacking = [...LACKING[auth], ...(project ? ([["accountWithoutProject", "Default Project ID"]] as const) : [])];
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

  if (project) {
    test("takes the project from its input where the connection has none", async () => {
      wire.current.reply({ reset: true });
      await runAction(key, {
        connection: connections.accountWithoutProject,
        params: { ...params, project_id: project.own },
      });
      expect(wire.current.request).toMatchObject(project.becomes("own"));
    });
  }

  for (const { input, label, field, own } of ids.filter((id) => id.inPath && id.input !== "project_id")) {
    test(`asks for ${input} where neither the step nor the connection names it`, async () => {
      const connection = { ...connections.full, fields: { ...connections.full.fields, [field]: "" } };
      const { error } = { error: undefined, ...(await runAction(key, { connection, params })) };
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ input: label, message: expect.stringContaining(`Default ${label}`) });
      wire.current.reply({ reset: true });
      await runAction(key, { connection, params: { ...params, [input]: own } });
      expect(wire.current.requests).toHaveLength(1);
    });
  }
}
