import { MixpanelValidationError } from "../../../src/mixpanel/errors";
import { acceptedOne } from "../../../src/mixpanel/ingest/acceptedOne";
import { thrownBy } from "../../support/failure";

test.each([{ status: 1 }, { num_good_events: 1 }, { num_records_imported: 2 }, null])(
  "B7: one record is accepted with a response that does not count none: %j",
  (answer) => {
    expect(acceptedOne("createThing", answer, "the token")).toEqual({ status: 1, error: null });
  },
);

test.each([{ num_good_events: 0, status: "OK" }, { num_records_imported: 0 }])(
  "B7: one record is not accepted with %j",
  (answer) => {
    const error = thrownBy(() => acceptedOne("createThing", answer, "the token"));
    expect(error).toBeInstanceOf(MixpanelValidationError);
    expect(error).toMatchObject({
      operation: "createThing",
      message: "createThing: Mixpanel responded that it stored nothing. Check the token.",
    });
  },
);
