import { event, exportLimit, gzipEncoding, maxEvents, time_in_ms } from "../../inputs/events";
import { project_id } from "../../inputs/project";
import { assertDateOrder, from_date, to_date, where } from "../../inputs/queries";
import { dataAndDomain } from "../../inputs/residency";
import { downloadData as endpoint } from "../../mixpanel/endpoints/events";
import { collectEvents, exportEvents } from "../../mixpanel/export/exportEvents";
import { defineAction, known } from "../../platform/defineAction";

export const downloadData = defineAction({
  endpoint,
  label: "Download Data",
  description: "Downloads raw events of a range of days, complete or not at all",
  inputs: {
    from_date,
    to_date,
    project_id,
    dataAndDomain,
    event,
    where,
    limit: exportLimit,
    maxEvents,
    time_in_ms,
    gzipEncoding,
  },
  output: {
    type: "object",
    properties: {
      events: {
        type: "array",
        items: {
          type: "object",
          properties: { event: { type: "string" }, properties: { type: "object" } },
          required: ["event", "properties"],
        },
      },
      count: { type: "integer", description: "Events returned." },
      truncated: { type: "boolean", description: "Whether the range holds more than Max Events." },
    },
    required: ["events", "count", "truncated"],
  },
  example: {
    events: [
      {
        event: "Signed up",
        properties: { time: 1602611311, distinct_id: "user-12345", $insert_id: "hpuDqcvpltpCjBsebtxwadtEBDnFAdycabFb" },
      },
    ],
    count: 1,
    truncated: false,
  },
  run: async ({ client, params }) => {
    assertDateOrder(params.from_date, params.to_date);
    return collectEvents(
      exportEvents(client, known(endpoint, params), { gzip: params.gzipEncoding }),
      params.maxEvents,
    );
  },
});
