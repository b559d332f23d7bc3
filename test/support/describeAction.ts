import { inspect } from "node:util";
import type { connections } from "./connection";
import { describeFailures } from "./describeFailures";
import { describeRefusals, type Refusal, type Rejection } from "./describeRefusals";
import { type Change, changed, type ExpectedRequest, expectRequest } from "./expectedRequest";
import { connectionsFor, fromRow, groupOf, inputsOf } from "./fromRow";
import { runAction } from "./harness";
import { HOSTS, SPELLINGS } from "./hosts";
import { ofConditions } from "./ofConditions";
import { ofQuery } from "./ofQuery";
import { unseenInputs } from "./reach";
import { type Reply, useWire } from "./wire";

/** What an action is expected to do, as data. What follows from its row is not said again: see fromRow. */
export interface ActionExpectation {
  key: string;
  /** The required inputs, and no other. */
  params: Record<string, unknown>;
  /** What goes out for them, over the connection with every credential and a project. */
  request: ExpectedRequest;
  /** What is read before that request goes out: its path, made of the path of the request, and its reply. */
  before?: { path(path: string): string; reply: Reply };
  reply: Reply;
  /** The step's data after that reply. */
  result: unknown;
  /** Every other input alone: its value, and what it changes. Overrides of the connection are tested for each row that takes them. */
  optional?: readonly (readonly [input: string, value: unknown, change: Change])[];
  /** Other forms of the required inputs, and inputs that work together. */
  variants?: readonly (readonly [what: string, params: Record<string, unknown>, change: Change])[];
  /** What changes where the inputs with a default are emptied. */
  unset?: Change;
  /** Inputs that reach no request: they steer what the action does before and after it. Those of every query need not be named. */
  steering?: readonly string[];
  /** Of a query: the rows that it returns beside the response where Flat Rows is true. */
  rows?: readonly object[];
  /** What a connection with an integration ID changes beside the header. */
  partner?: Change;
  /** Beside those that follow from the row. */
  refusals?: readonly Refusal[];
  /** Of actions that send records. */
  rejections?: readonly Rejection[];
}

/** Tests an action against what is expected of it and of its row: requests, result, residency, connection, refusals and failures. */
export function describeAction(expectation: ActionExpectation): void {
  const { key, params, request, before, reply, unset = {}, partner = {}, rows } = expectation;
  const reads = before === undefined ? [] : [before];
  const queried = ofQuery(key, expectation);
  const { result } = queried;
  const conditioned = ofConditions(key, expectation);
  const variants = [...(expectation.variants ?? []), ...conditioned.variants];
  const steering = [...(expectation.steering ?? []), ...queried.steering, ...conditioned.steering];
  const optional = [
    ...(expectation.optional ?? []),
    ...queried.steering.map((input) => [input, true, {}] as const),
    ...conditioned.optional,
  ];
  const { residency, auth, ids, failures, refusals, takes } = fromRow(key, request);
  const connecting = connectionsFor({ ids, auth });
  const overrides = ids.flatMap(({ input, other, becomes }) =>
    [other, Number(other)].map((value) => [input, value, becomes("other")] as const),
  );
  const optionalInputs = inputsOf(key).filter((input) => !(input in params));

  describe(key, () => {
    const wire = useWire("proxy.example.com");
    const run = async (
      given: Record<string, unknown>,
      expected: ExpectedRequest,
      connection: keyof typeof connections = "full",
    ) => {
      wire.current.reply(...reads.map((read) => read.reply), reply);
      const outcome = await runAction(key, { connection: connecting[connection], params: { ...params, ...given } });
      expect(outcome).toMatchObject({ value: expect.anything() });
      const sent = wire.current.requests;
      expect(sent.slice(0, -1).map(({ method, host, path }) => ({ method, host, path }))).toEqual(
        reads.map(({ path }) => ({ method: "GET", host: expected.host, path: path(expected.path) })),
      );
      expectRequest(wire.current.last, expected);
      return outcome;
    };

    test("sends its required inputs, and returns the answer", async () => {
      const { value } = { value: undefined, ...(await run({}, request)) };
      expect(value).toEqual({ data: result });
    });

    test("is tested with each of its inputs", () => {
      // Some inputs go with others only: a number of units stands in place of both dates.
      const together = variants.flatMap(([, given]) => Object.keys(given)).filter((input) => !(input in params));
      const tested = [...[...optional, ...overrides].map(([input]) => input), ...together];
      expect([...new Set([...tested, residency?.input])].filter(Boolean).sort()).toEqual(optionalInputs.sort());
    });

    test("H6: has no input that reaches no request, but those that steer", () => {
      const known = [residency?.input, ...ids.map(({ input }) => input)];
      const others = inputsOf(key).filter((input) => !known.includes(input));
      expect(unseenInputs({ ...expectation, optional }, others).sort()).toEqual([...steering].sort());
      expect(steering.filter((input) => takes.includes(input))).toEqual([]);
    });

    test.each(
      [...optional, ...overrides].map(([input, value, change]) => ({
        title: `${input} ${inspect(value)}`,
        input,
        value,
        change,
      })),
    )("sends $title", async ({ input, value, change }) => {
      await run({ [input]: value }, changed(request, change));
    });

    // One in a group stands there, or on its own in steps that were stored before there were groups.
    const grouped = optional.flatMap(([input, value, change]) => {
      const group = groupOf(key, input);
      return group === undefined ? [] : [{ title: `${input} ${inspect(value)}`, group, input, value, change }];
    });
    if (grouped.length > 0) {
      test.each(grouped)("H5: sends $title from its group $group", async ({ group, input, value, change }) => {
        await run({ [group]: { [input]: value } }, changed(request, change));
      });
    }

    for (const [what, given, change] of variants) {
      test(`takes ${what}`, async () => {
        await run(given, changed(request, change));
      });
    }

    test.each([[undefined], [null], [""]])("leaves out every optional input that is %p", async (empty) => {
      await run(Object.fromEntries(optionalInputs.map((input) => [input, empty])), changed(request, unset));
    });

    if (rows !== undefined) {
      test("R2: returns flat rows beside the response", async () => {
        const outcome = await run({ flatRows: true }, request);
        expect(outcome).toMatchObject({ value: { data: { rows } } });
      });
    }
    test("R2: is tested with flat rows if it has them", () => {
      expect(rows !== undefined).toBe(inputsOf(key).includes("flatRows"));
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

    for (const { input, becomes } of ids.filter(({ input }) => input === "workspace_id")) {
      test(`takes ${input} from the connection`, async () => {
        await run({}, changed(request, becomes("own")), "withWorkspace");
      });
    }

    describeRefusals(wire, {
      ...expectation,
      auth,
      ids,
      residency,
      refusals: [...refusals, ...conditioned.refusals, ...(expectation.refusals ?? [])],
    });
    const before = reads.map((read) => read.reply);
    describeFailures(wire, { key, params, before, failures, connection: connecting.full });
  });
}
