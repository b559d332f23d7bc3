import { PROJECT_ID, PROJECT_TOKEN_HEADER } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, GZIPPED_JSON } from "../../support/expectedRequest";
import {
  badElements,
  badRecords,
  jsonForms,
  TUNING,
  TUNING_REFUSALS,
  TUNING_STEERS,
  takenAll,
} from "../../support/ingestion";

const event = {
  event: "Signed Up",
  properties: { time: 1700000000, distinct_id: "user-1", $insert_id: "signup-1", logins: 0, paid: false, note: "é" },
};

const of = (properties: object) => ({ ...event, properties: { ...event.properties, ...properties } });

describeAction({
  key: "importEvents",
  params: { events: [event] },
  request: {
    method: "POST",
    host: "api.mixpanel.com",
    path: "/import",
    query: { project_id: PROJECT_ID, strict: "1", ip: "0" },
    headers: { ...authorized, ...GZIPPED_JSON },
    json: [event],
  },
  reply: { body: { code: 200, num_records_imported: 1, status: "OK" } },
  result: { code: 200, status: "OK", num_records_imported: 1, ...takenAll(1) },
  optional: [
    ["useProjectToken", true, { headers: { authorization: PROJECT_TOKEN_HEADER } }],
    ["useProjectToken", "false", {}],
    ["strict", "0", { query: { strict: "0" } }],
    ["strict", 0, { query: { strict: "0" } }],
    ["strict", false, { query: { strict: "0" } }],
    ["strict", "1", {}],
    ["geolocate", true, { query: { ip: undefined } }],
    ["geolocate", "false", {}],
    ...TUNING,
    ["replaceInsertIds", true, {}],
    ["unaltered", false, {}],
  ],
  steering: [...TUNING_STEERS, "mapping", "timeZone", "replaceInsertIds", "unaltered"],
  variants: [
    ...jsonForms("events", event),
    [
      "W7, expectation 7: times that are text, in the stated zone",
      { events: [of({ time: "2023-11-15 00:13:20" })], timeZone: "+02:00" },
      { json: [of({ time: 1700000000000 })] },
    ],
    [
      "W7: CSV with a mapping",
      {
        events: "action;at;user;id;plan\nSigned Up;2023-11-14T22:13:20Z;user-1;signup-1;pro\n",
        mapping: '{"event": "action", "time": "at", "distinct_id": "user", "$insert_id": "id"}',
      },
      {
        json: [
          {
            event: "Signed Up",
            properties: { time: 1700000000000, distinct_id: "user-1", $insert_id: "signup-1", plan: "pro" },
          },
        ],
      },
    ],
  ],
  partner: { json: [{ ...event, properties: { $source: "example-partner", ...event.properties } }] },
  refusals: [
    ...badRecords("events", "Events"),
    ...TUNING_REFUSALS,
    ["a location switch that is no switch", { geolocate: "Berlin" }, "Geolocate"],
    ["a strictness that is no switch", { strict: "very" }, "Strict"],
    ["a token switch that is no switch", { useProjectToken: "perhaps" }, "Use Project Token"],
  ],
  rejections: [
    ...badElements("events", event, "event_object"),
    ["T8: an event without properties", { events: [event, { event: "Signed Up" }] }, "properties_object"],
    ["T8: an event without a name", { events: [{ properties: {} }] }, "event_name"],
    ["T8: an event that is no JSON", { events: [{ event: "E", properties: { n: 1n } }] }, "not_json"],
    ["T6: a distinct ID that was rounded", { events: [of({ distinct_id: 2 ** 53 })] }, "id_rounded"],
    ["T6: an insert ID that was rounded", { events: [of({ $insert_id: 1e21 })] }, "id_rounded"],
    ["T6: a user ID that is a fraction", { events: [of({ $user_id: 1.5 })] }, "id_type"],
    ["T6: a device ID that is an object", { events: [of({ $device_id: {} })] }, "id_type"],
    [
      "T7: a link to a placeholder",
      { events: [{ ...of({ alias: "undefined" }), event: "$create_alias" }] },
      "linked_id_refused",
    ],
  ],
});
