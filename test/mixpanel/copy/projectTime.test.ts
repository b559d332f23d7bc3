import { projectTimeToUtc } from "../../../src/mixpanel/copy/projectTime";

const localMs = (text: string) => Date.parse(`${text}Z`);
const utcText = (zone: string, text: string) => new Date(projectTimeToUtc(zone)(localMs(text))).toISOString();

test.each([
  ["US/Pacific", "2024-01-15T12:00:00.123", "2024-01-15T20:00:00.123Z"],
  ["US/Pacific", "2024-07-15T12:00:00.000", "2024-07-15T19:00:00.000Z"],
  ["Europe/Berlin", "2024-03-31T01:59:59.999", "2024-03-31T00:59:59.999Z"],
  ["Europe/Berlin", "2024-03-31T03:00:00.000", "2024-03-31T01:00:00.000Z"],
  ["Europe/Berlin", "2024-10-27T03:00:00.000", "2024-10-27T02:00:00.000Z"],
  ["Asia/Kolkata", "2024-01-01T00:10:00.000", "2023-12-31T18:40:00.000Z"],
  ["UTC", "2024-01-01T00:00:00.000", "2024-01-01T00:00:00.000Z"],
])("%s at %s is %s", (zone, local, utc) => {
  expect(utcText(zone, local)).toBe(utc);
});

test("the hour that is gone through twice is taken as the first of both", () => {
  expect(utcText("Europe/Berlin", "2024-10-27T02:30:00.000")).toBe("2024-10-27T00:30:00.000Z");
});

test("the hour that is left out is taken as the one after it", () => {
  expect(utcText("Europe/Berlin", "2024-03-31T02:30:00.000")).toBe("2024-03-31T01:30:00.000Z");
});

test("every hour of a year keeps its order", () => {
  const toUtc = projectTimeToUtc("US/Pacific");
  const hours = Array.from({ length: 8_784 }, (_, hour) => toUtc(Date.UTC(2024, 0, 1, hour)));
  expect(hours.filter((utc, hour) => hour > 0 && utc < (hours[hour - 1] ?? 0))).toEqual([]);
});
