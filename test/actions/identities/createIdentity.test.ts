import { PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { FORM } from "../../support/expectedRequest";

const ANON_ID = "2a3b4c5d-1234-4abc-9def-0123456789ab";
const data = (token: string, anonId = ANON_ID) =>
  JSON.stringify({ event: "$identify", properties: { $identified_id: "user-1", $anon_id: anonId, token } });

describeAction({
  key: "createIdentity",
  params: { identified_id: "user-1", anon_id: ANON_ID },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/track",
    query: { ip: "0", verbose: "1" },
    headers: FORM,
    form: { data: data(PROJECT_TOKEN), strict: "1" },
  },
  reply: { body: { status: 1, error: null } },
  result: { status: 1, error: null },
  optional: [
    ["project_token", "another-token", { form: { data: data("another-token") } }],
    ["strict", "0", { form: { strict: "0" } }],
    ["strict", 0, { form: { strict: "0" } }],
    ["verbose", "0", { query: { verbose: "0" } }],
    ["redirect", "https://example.com", {}],
  ],
  steering: ["redirect"],
  variants: [
    [
      "an anonymous ID in capital letters",
      { anon_id: ANON_ID.toUpperCase() },
      { form: { data: data(PROJECT_TOKEN, ANON_ID.toUpperCase()) } },
    ],
  ],
  partner: {
    form: {
      data: JSON.stringify({
        event: "$identify",
        properties: { $identified_id: "user-1", $anon_id: ANON_ID, token: PROJECT_TOKEN, $source: "example-partner" },
      }),
    },
  },
  refusals: [
    ["no known user", { identified_id: "" }, "Identified ID"],
    ["no anonymous ID", { anon_id: null }, "Anon ID"],
    ["an anonymous ID that is no UUID", { anon_id: "device-1" }, "Anon ID"],
    ["a UUID of version 1", { anon_id: "2a3b4c5d-1234-1abc-9def-0123456789ab" }, "Anon ID"],
    ["a UUID of another variant", { anon_id: "2a3b4c5d-1234-4abc-7def-0123456789ab" }, "Anon ID"],
    ["a strictness that is no switch", { strict: "very" }, "Strict"],
  ],
});
