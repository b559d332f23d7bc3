import { PROJECT_TOKEN } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { FORM } from "../../support/expectedRequest";

const data = (token: string, alias = "jane+1@example.com") =>
  JSON.stringify({ event: "$create_alias", properties: { distinct_id: "user-1", alias, token } });

describeAction({
  key: "createAlias",
  params: { distinct_id: "user-1", alias: "jane+1@example.com" },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/track",
    query: { ip: "0", verbose: "1" },
    headers: FORM,
    form: { data: data(PROJECT_TOKEN), strict: "1" },
  },
  reply: { body: "1" },
  result: { status: 1, error: null },
  optional: [
    ["project_token", "another-token", { form: { data: data("another-token") } }],
    ["strict", false, { form: { strict: "0" } }],
    ["verbose", 0, { query: { verbose: "0" } }],
    ["redirect", "https://example.com", {}],
  ],
  steering: ["redirect"],
  variants: [["an alias that is a number", { alias: 7 }, { form: { data: data(PROJECT_TOKEN, "7") } }]],
  partner: {
    form: {
      data: JSON.stringify({
        event: "$create_alias",
        properties: {
          distinct_id: "user-1",
          alias: "jane+1@example.com",
          token: PROJECT_TOKEN,
          $source: "example-partner",
        },
      }),
    },
  },
  refusals: [
    ["T7: a placeholder for alias", { alias: "undefined" }, "Alias"],
    ["T7: a placeholder for user", { distinct_id: "Anonymous" }, "Distinct ID"],
    ["no user", { distinct_id: "" }, "Distinct ID"],
    ["no alias", { alias: undefined }, "Alias"],
    ["an alias that is the user's own ID", { alias: "user-1" }, "Alias"],
    ["an alias that is an object", { alias: { id: 1 } }, "Alias"],
    ["a wordiness that is no switch", { verbose: "very" }, "Verbose"],
  ],
});
