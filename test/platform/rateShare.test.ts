import { connect } from "../../src/platform/connect";
import { readConnection } from "../../src/platform/connectionFields";
import { connectionWith } from "../support/connection";
import { recordingLogger } from "../support/harness";

const clientWith = (fields: Record<string, unknown>) =>
  connect(connectionWith(fields), { logger: recordingLogger().logger, debug: false, deadline: Date.now() + 60_000 });

describe("H8: the Rate Share of a connection", () => {
  test.each([
    ["", undefined],
    ["1", 0.01],
    [50, 0.5],
    ["100", 1],
  ])("%j is read as %p", (rateShare, share) => {
    expect(readConnection(connectionWith({ rateShare })).rateShare).toBe(share);
  });

  test.each(["0", "101", "half"])("%j is refused by its name", (rateShare) => {
    expect(() => readConnection(connectionWith({ rateShare }))).toThrow(
      `Rate Share (%) of the connection is "${rateShare}"; expected a whole number from 1 to 100.`,
    );
  });

  test.each([
    ["nothing", {}, undefined, 1],
    ["the connection", { rateShare: "50" }, undefined, 0.5],
    ["the step, which wins", { rateShare: "50" }, 0.8, 0.8],
  ])("of ingestion is that of %s", (_whose, fields, own, share) => {
    expect(clientWith(fields).ingestion(undefined, own).rateShare).toBe(share);
  });

  test("clients of one project count together, those of others apart", () => {
    const limiterOf = (projectId: string) => clientWith({ projectId }).ingestion().limiter;
    expect(limiterOf("1")).toBe(limiterOf("1"));
    expect(limiterOf("2")).not.toBe(limiterOf("1"));
  });
});
