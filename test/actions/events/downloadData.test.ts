import { PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";

const event = (n: number) => ({ event: "Signed Up", properties: { time: 1700000000 + n, distinct_id: `user-${n}` } });
const where = 'properties["plan"] == "pro"';

describeAction({
  key: "downloadData",
  params: { from_date: "2024-01-01", to_date: "2024-01-31" },
  request: {
    method: "GET",
    host: "data.mixpanel.com",
    path: "/api/2.0/export",
    query: { project_id: PROJECT_ID, from_date: "2024-01-01", to_date: "2024-01-31" },
    headers: { ...authorized, accept: "text/plain", "accept-encoding": "gzip" },
  },
  reply: { body: `${JSON.stringify(event(1))}\n${JSON.stringify(event(2))}\n` },
  result: { events: [event(1), event(2)], count: 2, truncated: false },
  optional: [
    ["event", "Signed Up", { query: { event: '["Signed Up"]' } }],
    ["event", '["Signed Up", "Bought, paid"]', { query: { event: '["Signed Up","Bought, paid"]' } }],
    ["event", ["Signed Up", "Purchased"], { query: { event: '["Signed Up","Purchased"]' } }],
    ["where", where, { query: { where } }],
    ["limit", "1", { query: { limit: "1" } }],
    ["limit", 100_000, { query: { limit: "100000" } }],
    ["maxEvents", "10", {}],
    ["cursor", "", {}],
    ["removeDuplicates", true, {}],
    ["windowDays", "31", {}],
    ["output", "events", {}],
    ["maxFileMegabytes", "1", {}],
    ["time_in_ms", true, { query: { time_in_ms: "true" } }],
    ["time_in_ms", false, { query: { time_in_ms: "false" } }],
    ["gzipEncoding", false, { headers: { "accept-encoding": "identity" } }],
    ["gzipEncoding", "true", {}],
    ["skipBadLines", "false", {}],
  ],
  steering: ["cursor", "maxEvents", "maxFileMegabytes", "output", "removeDuplicates", "skipBadLines", "windowDays"],
  refusals: [
    ["no first day", { from_date: "" }, "From Date"],
    ["no last day", { to_date: undefined }, "To Date"],
    ["a day that does not exist", { from_date: "2024-02-30" }, "From Date"],
    ["a day in words", { to_date: "yesterday" }, "To Date"],
    ["an end before the beginning", { to_date: "2023-12-31" }, "To Date"],
    ["half a JSON list of events", { event: '["Signed Up"' }, "Event Name"],
    ["a limit of nothing", { limit: 0 }, "Limit"],
    ["a limit beyond the most", { limit: "100001" }, "Limit"],
    ["half a limit", { limit: "1.5" }, "Limit"],
    ["a limit in words", { limit: "ten" }, "Limit"],
    ["a bound of nothing", { maxEvents: 0 }, "Max Events"],
    ["a cursor that is none", { cursor: "page 2" }, "Cursor"],
    ["a window of no days", { windowDays: 0 }, "Window Days"],
    ["an output that does not exist", { output: "csv" }, "Output"],
    ["a file of nothing", { maxFileMegabytes: 0 }, "Max File Size"],
    ["a switch that is no switch", { removeDuplicates: "perhaps" }, "Remove Duplicates"],
    ["a compression that is no switch", { gzipEncoding: "brotli" }, "Gzip Encoding"],
    ["a choice on bad lines that is no switch", { skipBadLines: "some" }, "Skip Bad Lines"],
    ["a unit of time that is no switch", { time_in_ms: "ms" }, "Time In Milliseconds"],
  ],
});
