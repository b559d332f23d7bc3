import { ConnectionError } from "@prismatic-io/spectral";
import { contextOf } from "../../packages/cli/src/execute";
import { scheduledPayload } from "../../packages/cli/src/triggers/drain";
import { InputError, MixpanelError } from "../../src/mixpanel/errors";
import { connectionWith } from "../support/connection";
import { actionForms, dataSourceForms, type FormDefinition, triggerForms } from "../support/definitions";
import { exampleInputs } from "../support/exampleInputs";
import { forgetEverything, runAction, runDataSource } from "../support/harness";
import { JUNK } from "../support/junk";
import { closeServers, sendJson, serve } from "../support/localServer";
import { sentinelInputs } from "../support/sentinels";
import { triggerOf } from "../support/triggers";

/** How many values each input gets: by default one, another for each input. `FUZZ_RUNS=1000` means all of them. */
const RUNS = Math.min(Number(process.env.FUZZ_RUNS ?? 1), JUNK.length);

type Params = Record<string, unknown>;

/** Where a value can stand in a form: on top, in a group, in a row, in a variant. */
function placesOf({ inputs, groups }: FormDefinition): [place: string, fill: (value: unknown) => Params][] {
  const ofInputs = inputs
    .filter(({ type }) => type !== "connection")
    .flatMap(({ key, group, columns }): [string, (value: unknown) => Params][] => [
      [key, (value) => ({ [key]: value })],
      ...(group === undefined
        ? []
        : [[`${group}.${key}`, (value: unknown) => ({ [group]: { [key]: value } })] satisfies [string, unknown]]),
      ...columns.map(({ key: column, variant }): [string, (value: unknown) => Params] => [
        `${key}.${variant ?? "row"}.${column}`,
        (value) => ({
          [key]:
            variant === undefined ? [{ [column]: value }] : { configuration: variant, values: { [column]: value } },
        }),
      ]),
    ]);
  return [
    ...ofInputs,
    ...groups.map(({ key }): [string, (value: unknown) => Params] => [key, (value) => ({ [key]: value })]),
  ];
}

/** A value that throws when spectral looks at the rows of a form, before the component gets them, is out of the component's hands. */
const isOfSpectral = (error: unknown) => {
  const { stack = "" } = error instanceof Error ? error : {};
  return stack.includes("spectral") && !/(?<!node_modules.*)[\\/]src[\\/]/.test(stack);
};

/** What is wrong with the end of a call; undefined if nothing is. */
function faultOf(error: unknown): string | undefined {
  if (error === undefined || error instanceof ConnectionError || isOfSpectral(error)) return undefined;
  if (!(error instanceof MixpanelError))
    return `an untyped error: ${error instanceof Error ? error.stack : String(error)}`;
  if (error instanceof InputError && !/\S: got [\s\S]+, expected [\s\S]+\./.test(error.message))
    return `an error that does not name its input: ${error.message}`;
  return undefined;
}

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));
afterEach(closeServers);

type Run = (params: Params) => Promise<unknown>;

/** Gives each input of a form its junk. @returns what was wrong */
async function faultsOf(form: FormDefinition, run: Run, turn: { at: number }): Promise<string[]> {
  const faults: string[] = [];
  for (const [place, fill] of placesOf(form))
    for (let turns = 0; turns < RUNS; turns++) {
      const junk = JUNK[turn.at++ % JUNK.length];
      if (junk === undefined) continue;
      const fault = faultOf(await run(fill(junk.make())));
      if (fault !== undefined) faults.push(`${form.key}.${place} with ${junk.name}: ${fault}`);
    }
  return faults;
}

/** A server that refuses everything, and a connection to it. */
async function refusing() {
  const server = await serve((response) => sendJson(response, { error: "refused" }, 400));
  return connectionWith({
    username: "someone.mp-service-account",
    password: "secret-of-the-account",
    projectToken: "0123456789abcdef",
    gdprToken: "gdpr-token-0123456789",
    projectId: "1",
    workspaceId: "2",
    organizationId: "3",
    apiHost: `${server.url}/{host}`,
  });
}

async function expectNoFaults(forms: readonly FormDefinition[], runOf: (form: FormDefinition) => Run): Promise<void> {
  const turn = { at: 0 };
  const faults: string[] = [];
  for (const form of forms) faults.push(...(await faultsOf(form, runOf(form), turn)));
  expect(faults).toEqual([]);
  expect(unhandled).toEqual([]);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  expect(turn.at).toBeGreaterThanOrEqual(forms.length * RUNS);
}

const errorOf = (outcome: object): unknown => ("error" in outcome ? outcome.error : undefined);

test("B3: each input of each action takes junk, or refuses it by its name", async () => {
  const connection = await refusing();
  await expectNoFaults(actionForms, ({ key }) => async (given) => {
    const params = { ...exampleInputs(key, connection), ...given };
    return errorOf(await runAction(key, { connection, params, isMadeUp: true }));
  });
}, 3_600_000);

test("B3: each input of each data source takes junk, or refuses it by its name", async () => {
  const connection = await refusing();
  await expectNoFaults(
    dataSourceForms,
    ({ key }) =>
      async (params) =>
        errorOf(await runDataSource(key, { connection, params })),
  );
}, 3_600_000);

test("B3: each input of each trigger takes junk, or refuses it by its name", async () => {
  const connection = await refusing();
  await expectNoFaults(triggerForms, ({ key }) => async (given) => {
    forgetEverything();
    const trigger = triggerOf(key);
    const context = { ...contextOf(trigger, { log: () => {}, debug: false }), instanceState: {}, crossFlowState: {} };
    const params = { ...sentinelInputs(key), connection, ...given };
    try {
      await trigger.perform(context, scheduledPayload(), params);
      return undefined;
    } catch (error) {
      return error;
    }
  });
}, 3_600_000);
