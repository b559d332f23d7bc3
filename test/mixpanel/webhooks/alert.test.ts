import fc from "fast-check";
import { parseKeepingDigits } from "../../../src/mixpanel/records/exactNumbers";
import { isRecord } from "../../../src/mixpanel/records/json";
import { isChosen, readAlert } from "../../../src/mixpanel/webhooks/alert";

/** The sample of https://docs.mixpanel.com/docs/features/alerts#webhook-alerts, shortened. */
const SAMPLE = {
  event_type: "custom_alert_triggered",
  alert: {
    id: 123123,
    name: "Webhook Test",
    creator: "Last Name, First Name",
    creator_email: "first_name.last_name@example.com",
    project_id: 9876543,
    project_name: "My Prod project",
    fired_at: "2026-02-06T10:53:30Z",
    workspace_id: 12345,
    workspace_name: "All Project Data",
  },
  condition: {
    type: "absolute",
    operator: ">",
    threshold: 0,
    current_value: "20,000",
    formatted_value: "20,000",
    sentence: "above 0",
  },
  report: { name: "Custom Alert Insights Report", type: "insights", url: "https://mixpanel.com/report" },
  links: { report_url: "https://mixpanel.com/report", edit_alert_url: "https://mixpanel.com/settings" },
};

const read = (body: unknown) => readAlert(JSON.stringify(body));
const withAlert = (alert: object) => read({ ...SAMPLE, alert: { ...SAMPLE.alert, ...alert } });
const withValue = (current_value: unknown) =>
  read({ ...SAMPLE, condition: { ...SAMPLE.condition, current_value } })?.condition.current_number;

test("G2: Mixpanel's sample is read with IDs as text, a number, and the time in UTC; the rest stays", () => {
  expect(read(SAMPLE)).toEqual({
    ...SAMPLE,
    is_test: false,
    alert: {
      ...SAMPLE.alert,
      id: "123123",
      project_id: "9876543",
      workspace_id: "12345",
      fired_at: "2026-02-06T10:53:30.000Z",
    },
    condition: { ...SAMPLE.condition, current_number: 20_000 },
  });
});

test.each([
  ["[TEST] Sign-ups", true, "Sign-ups"],
  ["[TEST]Sign-ups", true, "Sign-ups"],
  // Of an alert that somebody named so.
  ["[TEST] [TEST] Sign-ups", true, "[TEST] Sign-ups"],
  ["Sign-ups [TEST]", false, "Sign-ups [TEST]"],
  ["[test] Sign-ups", false, "[test] Sign-ups"],
  ["", false, ""],
])("G2: of the name %j, a test is %s and the name %j", (name, is_test, expected) => {
  expect(withAlert({ name })).toMatchObject({ is_test, alert: { name: expected } });
});

test("G2: a test of an alert that is not saved has no ID", () => {
  const { id: _, ...unsaved } = SAMPLE.alert;
  expect(read({ ...SAMPLE, alert: { ...unsaved, name: "[TEST] New" } })).toMatchObject({ is_test: true });
  expect(withAlert({ id: null })?.alert.id).toBeNull();
});

test.each([
  ["20,000", 20_000],
  ["-1,234,567.89", -1_234_567.89],
  ["0", 0],
  ["0.5", 0.5],
  ["1000", 1000],
  [12.5, 12.5],
  ["12%", null],
  ["$5", null],
  ["1,00", null],
  ["", null],
  [undefined, null],
  [null, null],
  ["12345678901234567890", null],
])("G2: the current value %j is the number %j", (written, number) => {
  expect(withValue(written)).toBe(number);
});

test("G2: integers that a JavaScript number would round are kept as text", () => {
  const text = JSON.stringify(SAMPLE)
    .replace("123123", "9007199254740993")
    .replace('"threshold":0', '"threshold":12345678901234567890');
  expect(readAlert(text)).toMatchObject({
    alert: { id: "9007199254740993" },
    condition: { threshold: "12345678901234567890" },
  });
});

test.each([
  ["2026-02-06T10:53:30+05:30", "2026-02-06T05:23:30.000Z"],
  ["2026-02-06T10:53:30.5", "2026-02-06T10:53:30.500Z"],
  ["soon", "soon"],
  [1770375210, 1770375210],
])("G2: fired_at %j becomes %j", (fired_at, expected) => {
  expect(withAlert({ fired_at })?.alert.fired_at).toBe(expected);
});

test.each([
  ["no JSON", "hello"],
  ["nothing", ""],
  ["a list", "[]"],
  ["another event", '{"event_type": "custom_alert_resolved", "alert": {}}'],
  ["no event", '{"alert": {}}'],
])("G2: %s is no alert", (_what, text) => {
  expect(readAlert(text)).toBeUndefined();
});

test("G2: whatever an alert holds, it is read, and what is not changed stays", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.jsonValue(),
      fc.jsonValue(),
      (extra, alert, condition) => {
        const text = JSON.stringify({ ...extra, event_type: SAMPLE.event_type, alert, condition });
        const call = readAlert(text);
        const { is_test, alert: _alert, condition: _condition, ...rest } = call ?? {};
        const { is_test: _test, alert: given, condition: _given, ...expected } = Object(parseKeepingDigits(text));
        expect(rest).toEqual(expected);
        expect(typeof is_test).toBe("boolean");
        expect(Object.keys(call?.alert ?? {})).toEqual(isRecord(given) ? Object.keys(given) : []);
      },
    ),
  );
});

const DEEP = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
test.each(['{"toString":1,"valueOf":2}', DEEP])(
  "G2: values that cannot become text are no number, ID or name",
  (odd) => {
    const call = readAlert(
      JSON.stringify(withAlert({ id: "ODD", name: "ODD" }))
        .replaceAll('"ODD"', odd)
        .replace('"current_value":"20,000"', `"current_value":${odd}`),
    );
    if (call === undefined) throw new Error("It is an alert.");
    expect(call.condition.current_number).toBeNull();
    expect(isChosen(call, { ids: ["1", "undefined"], names: ["x", "undefined"] })).toBe(false);
  },
);

describe("G2: an alert is chosen", () => {
  const call = read(SAMPLE);
  if (call === undefined) throw new Error("The sample is an alert.");

  test.each([
    ["without a choice", {}, true],
    ["by its ID", { ids: ["1", "123123"] }, true],
    ["by its name", { names: ["Webhook Test"] }, true],
    ["by its name without the blanks around it", { names: [" Webhook Test "] }, true],
    ["by either", { ids: ["1"], names: ["Webhook Test"] }, true],
    ["not by another ID", { ids: ["123"] }, false],
    ["not by a name in other letters", { names: ["webhook test"] }, false],
  ])("%s", (_how, choice, expected) => {
    expect(isChosen(call, choice)).toBe(expected);
  });
});
