import { describeAction } from "../../support/describeAction";
import { anotherToken, privacyRequest, refusedIds, UUID } from "./privacy";

const most = Array.from({ length: 1999 }, (_, number) => `user-${number}`);

describeAction({
  key: "createDeletion",
  params: { distinct_ids: ["user-1", "$device:3b9aca00"], compliance_type: "GDPR" },
  request: {
    ...privacyRequest("POST", "deletions"),
    json: { distinct_ids: ["user-1", "$device:3b9aca00"], compliance_type: "GDPR" },
  },
  reply: { status: 201, body: { status: "ok", results: { task_id: UUID } } },
  result: { tracking_id: UUID, task_status: null, compliance_type: null, status: "ok", results: { task_id: UUID } },
  optional: [anotherToken],
  variants: [
    ["M4: CCPA", { compliance_type: "CCPA" }, { json: { compliance_type: "CCPA" } }],
    ["M4: one ID as text", { distinct_ids: "user-2" }, { json: { distinct_ids: ["user-2"] } }],
    ["M4: IDs as JSON", { distinct_ids: '["a", "b"]' }, { json: { distinct_ids: ["a", "b"] } }],
    ["M4: 1999 IDs", { distinct_ids: most }, { json: { distinct_ids: most } }],
    [
      "P2: 666 IDs with two group keys",
      { distinct_ids: most.slice(0, 666), group_keys: 2 },
      { json: { distinct_ids: most.slice(0, 666) } },
    ],
  ],
  refusals: [
    ...refusedIds(1999),
    ["P2: 667 IDs with two group keys", { distinct_ids: most.slice(0, 667), group_keys: 2 }, "Distinct IDs"],
    ["M4: a law that does not exist", { compliance_type: "LGPD" }, "Compliance Type"],
  ],
});
