import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, FORM } from "../../support/expectedRequest";

const profiles = [
  {
    $distinct_id: "user-1",
    $properties: {
      $transactions: [
        { $amount: 25.5, $time: "2024-01-03T09:00:00" },
        { $amount: "10" },
        { $time: "2024-01-04T09:00:00" },
        "not a payment",
      ],
    },
  },
  { $distinct_id: "user-2", $properties: {} },
];
const hasTransactions = 'defined(properties["$transactions"])';
const where = 'properties["plan"] == "pro"';

describeAction({
  key: "queryTransactions",
  params: {},
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: "/api/query/engage",
    query: { project_id: PROJECT_ID },
    headers: { ...authorized, ...FORM },
    form: { where: hasTransactions, output_properties: '["$transactions"]' },
  },
  reply: { body: { page: 0, page_size: 1_000, session_id: "s", status: "ok", total: 2, results: profiles } },
  result: {
    rows: [
      { distinct_id: "user-1", date: "2024-01-03T09:00:00", value: 25.5 },
      { distinct_id: "user-1", date: null, value: 10 },
      { distinct_id: "user-1", date: "2024-01-04T09:00:00", value: null },
    ],
    totals: { profiles: 2, transactions: 3, revenue: 35.5 },
    truncated: false,
    rate_limit: null,
  },
  optional: [
    ["distinct_ids", ["user-1", "2"], { form: { where: undefined, distinct_ids: '["user-1","2"]' } }],
    ["where", where, { form: { where: `(${where}) and (${hasTransactions})` } }],
    ["maxProfiles", 2, {}],
  ],
  steering: ["maxProfiles"],
  refusals: [
    ["R4: IDs together with an expression", { distinct_ids: ["user-1"], where }, "Where"],
    [
      "R4: more IDs than one query takes",
      { distinct_ids: Array.from({ length: 2_001 }, (_, n) => `user-${n}`) },
      "Distinct IDs",
    ],
    ["R4: more profiles than a result may hold", { maxProfiles: 10_001 }, "Max Profiles"],
  ],
});
