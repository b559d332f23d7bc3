import { inspect } from "node:util";
import component from "../../src";
import { connections, WORKSPACE_ID } from "./connection";
import { describeFailures, type FailureFamily } from "./describeFailures";
import { describeRefusals, type Refusal, type Rejection } from "./describeRefusals";
import { type Change, changed, type ExpectedRequest, expectRequest } from "./expectedRequest";
import { runAction } from "./harness";
import { HOSTS, type HostKind, SPELLINGS } from "./hosts";
import { type Reply, useWire } from "./wire";

/** What an action is expected to do, as data. */
export interface ActionExpectation {
  key: string;
  /** The required inputs, and no other. */
  params: Record<string, unknown>;
  /** What goes out for them, over the connection with every credential and a project. */
  request: ExpectedRequest;
  reply: Reply;
  /** The step's data after that reply. */
  result: unknown;
  /** Every other input alone: its value, and what it changes. */
  optional: readonly (readonly [input: string, value: unknown, change: Change])[];
  /** Other forms of the required inputs, and inputs that work together. */
  variants?: readonly (readonly [what: string, params: Record<string, unknown>, change: Change])[];
  /** What changes where the inputs with a default are emptied. */
  unset?: Change;
  residency: { input: string; kind: HostKind } | undefined;
  auth: "serviceAccount" | "projectToken";
  knowsWorkspace?: boolean;
  /** What a connection with an integration ID changes beside the header. */
  partner?: Change;
  failures: FailureFamily;
  refusals: readonly Refusal[];
  /** Of actions that send records. */
  rejections?: readonly Rejection[];
}

const inputsOf = (key: string) =>
  (component.actions[key]?.inputs ?? []).map(({ key: input }) => input).filter((input) => input !== "connection");

/** Tests an action against what is expected of it: requests, result, residency, connection, refusals and failures. */
export function describeAction(expectation: ActionExpectation): void {
  const {
    key,
    params,
    request,
    reply,
    result,
    optional,
    variants = [],
    unset = {},
    residency,
    partner = {},
  } = expectation;
  const optionalInputs = inputsOf(key).filter((input) => !(input in params));

  describe(key, () => {
    const wire = useWire("proxy.example.com");
    const run = async (
      given: Record<string, unknown>,
      expected: ExpectedRequest,
      connection: keyof typeof connections = "full",
    ) => {
      wire.current.reply(reply);
      const outcome = await runAction(key, { connection: connections[connection], params: { ...params, ...given } });
      expect(outcome).toMatchObject({ value: expect.anything() });
      expectRequest(wire.current.request, expected);
      return outcome;
    };

    test("sends its required inputs, and returns the answer", async () => {
      const { value } = { value: undefined, ...(await run({}, request)) };
      expect(value).toEqual({ data: result });
    });

    test("is tested with each of its inputs", () => {
      expect([...new Set(optional.map(([input]) => input)), residency?.input].filter(Boolean).sort()).toEqual(
        optionalInputs.sort(),
      );
    });

    test.each(
      optional.map(([input, value, change]) => ({ title: `${input} ${inspect(value)}`, input, value, change })),
    )("sends $title", async ({ input, value, change }) => {
      await run({ [input]: value }, changed(request, change));
    });

    for (const [what, given, change] of variants) {
      test(`takes ${what}`, async () => {
        await run(given, changed(request, change));
      });
    }

    test.each([[undefined], [null], [""]])("leaves out every optional input that is %p", async (empty) => {
      await run(Object.fromEntries(optionalInputs.map((input) => [input, empty])), changed(request, unset));
    });

    if (residency) {
      const { input, kind } = residency;
      test.each(SPELLINGS)(`${input} %p is the residency %s`, async (spelling, name) => {
        await run({ [input]: spelling }, changed(request, { host: HOSTS[name][kind] }));
      });
      test.each([
        ["EU", "eu"],
        ["IN", "india"],
      ] as const)("goes to the connection's residency %s", async (name, connection) => {
        await run({}, changed(request, { host: HOSTS[name][kind] }), connection);
      });
      test(`${input} wins over the connection's residency`, async () => {
        await run({ [input]: "US" }, changed(request, { host: HOSTS.US[kind] }), "eu");
      });
    }

    test("T20: bears the connection's integration ID", async () => {
      const header = { "x-mixpanel-integration-id": "example-partner" };
      await run({}, changed(request, { ...partner, headers: { ...partner.headers, ...header } }), "partner");
    });

    test("goes to the connection's custom API host", async () => {
      const path = `/${request.host}${request.path}`;
      await run({}, changed(request, { host: "proxy.example.com", path }), "proxied");
    });

    if (expectation.knowsWorkspace) {
      test("works in the connection's workspace", async () => {
        await run({}, changed(request, { query: { workspace_id: WORKSPACE_ID } }), "withWorkspace");
      });
    }

    describeRefusals(wire, expectation);
    describeFailures(wire, expectation);
  });
}
