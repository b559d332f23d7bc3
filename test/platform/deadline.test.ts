import { connect, deadlineOf } from "../../src/platform/connect";
import { connectionWith } from "../support/connection";
import { recordingLogger } from "../support/harness";

const NOW_MS = Date.UTC(2024, 0, 15, 12);
const MINUTE_MS = 60_000;

beforeEach(() => {
  jest.spyOn(Date, "now").mockReturnValue(NOW_MS);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe("T18: one deadline an action", () => {
  test.each<[string, Record<string, unknown>, number | undefined, number]>([
    ["a connection of the stock component", {}, undefined, 13],
    ["the default of the form", { timeLimit: "13" }, undefined, 13],
    ["an empty field", { timeLimit: "" }, undefined, 13],
    ["the connection's Time Limit", { timeLimit: "2" }, undefined, 2],
    ["a connection without a limit", { timeLimit: "0" }, undefined, Number.POSITIVE_INFINITY],
    ["a step's own limit, which wins", { timeLimit: "2" }, 90, 90],
    ["a step's own limit over none", { timeLimit: "0" }, 5, 5],
  ])("%s", (_, fields, own, minutes) => {
    expect(deadlineOf("action", connectionWith(fields), own)).toBe(NOW_MS + minutes * MINUTE_MS);
  });

  test.each([
    ["", 25_000],
    ["13", 25_000],
    ["1", 25_000],
    ["0", Number.POSITIVE_INFINITY],
  ])("a data source over a connection with the Time Limit %j has %d ms", (timeLimit, leftMs) => {
    expect(deadlineOf("dataSource", connectionWith({ timeLimit }))).toBe(NOW_MS + leftMs);
  });

  test("G2: the handler of a webhook has 20 s, whatever the connection's Time Limit", () => {
    expect(deadlineOf("webhookHandler", connectionWith({ timeLimit: "13" }))).toBe(NOW_MS + 20_000);
  });

  test.each(["-1", "1.5", "1441", "soon"])("the Time Limit %j is refused by its name", (timeLimit) => {
    expect(() => deadlineOf("action", connectionWith({ timeLimit }))).toThrow(
      `Time Limit (minutes) of the connection is "${timeLimit}"; expected a whole number from 0 to 1440.`,
    );
  });

  test("reaches everything that the client does", () => {
    const execution = { logger: recordingLogger().logger, debug: false, deadline: NOW_MS + 5_000 };
    const client = connect(connectionWith({}), execution);
    expect([client.transport.leftMs(), client.inResidency("EU").transport.leftMs()]).toEqual([5_000, 5_000]);
  });
});
