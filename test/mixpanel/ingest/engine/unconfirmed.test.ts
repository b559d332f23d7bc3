import { MixpanelValidationError } from "../../../../src/mixpanel/errors";
import { errorFromResponse } from "../../../../src/mixpanel/http/errorFromResponse";
import { assertAllTaken } from "../../../../src/mixpanel/ingest/result";
import { thrownBy } from "../../../support/failure";
import { numbers, run } from "./runWith";

/** Sends nine records, three to a request, each answered with the count that the test says. */
const counted = (counts: readonly (number | undefined)[], more: object = {}) => {
  let request = 0;
  return run({
    records: numbers(9),
    concurrency: 1,
    ...more,
    send: async (_batch, _effect, { stored }) => {
      const count = counts[request++];
      if (count !== undefined) stored(count);
    },
  });
};

describe("T3: the count of records that Mixpanel confirms", () => {
  test("is compared with the count sent: missing records that are not named are unconfirmed, and their requests are listed", async () => {
    const result = await counted([3, 1, 0]);
    expect(result).toMatchObject({ received: 9, sent: 9, imported: 4, failed: 0, unknown: 0, unconfirmed: 5 });
    expect(result.unconfirmed_requests).toEqual([
      { first: 3, last: 5, sent: 3, unconfirmed: 2 },
      { first: 6, last: 8, sent: 3, unconfirmed: 3 },
    ]);
  });

  test("makes no count negative or too large if it is negative or larger than the count sent", async () => {
    expect(await counted([4, 2_000, 3])).toMatchObject({ imported: 9, unconfirmed: 0, unconfirmed_requests: [] });
    expect(await counted([-1, 3, 3])).toMatchObject({ imported: 6, unconfirmed: 3 });
  });

  test("makes missing records failed if strict mode is off, because Mixpanel then drops invalid ones", async () => {
    const result = await counted([3, 1, 3], { dropsInvalid: true });
    expect(result).toMatchObject({ received: 9, imported: 7, failed: 2, unconfirmed: 0, unconfirmed_requests: [] });
  });

  test("has the refusals without a name unconfirmed", async () => {
    const send = async () => {
      throw new MixpanelValidationError({ message: "some failed", status: 400, imported: 1 });
    };
    const result = await run({ records: numbers(3), send });
    expect(result).toMatchObject({ imported: 1, failed: 0, unconfirmed: 2, failed_records: [] });
    const request = { first: 0, last: 2, sent: 3, unconfirmed: 2, message: "some failed" };
    expect(result.unconfirmed_requests).toEqual([request]);
  });

  test("T4: says what Mixpanel said of refusals without a name, in the result and the error", async () => {
    const words = "identity events are not allowed when project is using simplified identity management";
    const body = JSON.stringify({ code: 400, status: "Bad Request", num_records_imported: 1, failed_records: [words] });
    const send = async () => {
      throw errorFromResponse({ operation: "importEvents", status: 400, body, header: () => undefined, now: 0 });
    };
    const result = await run({ records: numbers(3), send });
    expect(result).toMatchObject({ imported: 1, unconfirmed: 2 });
    expect(result.unconfirmed_requests[0]?.message).toContain(words);
    expect(thrownBy(() => assertAllTaken("importEvents", "events", result)).message).toContain(words);
  });

  test("fails the step where it is less, with how many, where they are and what to do", async () => {
    const result = await counted([3, 1, 0]);
    const error = thrownBy(() => assertAllTaken("importEvents", "events", result));
    expect(error).toMatchObject({ code: "validation_failed", imported: 4 });
    expect(error.message).toBe(
      "importEvents: 5 were sent but Mixpanel did not confirm that it stored them, 4 were accepted. The unconfirmed ones are among records 3 to 5 and 6 to 8: compare these with Mixpanel, and send the missing ones again.",
    );
  });
});
