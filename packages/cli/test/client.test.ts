import { clientOf } from "../src/client";
import type { Target } from "../src/connection";

const target = (fields: Record<string, string>): Target => ({
  kind: "environment",
  connection: { key: "apiToken", configVarKey: "", fields },
  place: "Mixpanel",
  close: async () => {},
});

test("F1: the client has the connection's credentials, project and host", () => {
  const client = clientOf(
    target({
      username: "sa",
      password: "s3cret",
      projectToken: "t0ken",
      projectId: " 7 ",
      residency: "India",
      apiHost: "",
    }),
    { rateShare: 0.5 },
  );
  expect(client.options).toMatchObject({
    credentials: { username: "sa", password: "s3cret", projectToken: "t0ken" },
    projectId: "7",
    residency: "IN",
    apiHost: undefined,
    rateShare: 0.5,
  });
});

test("F1: the client calls the connection's own host without its trailing slash", () => {
  expect(clientOf(target({ apiHost: "http://localhost:8787/" }), {}).options.apiHost).toBe("http://localhost:8787");
});

test.each([
  [{}, {}, Number.POSITIVE_INFINITY],
  [{ timeLimit: "0" }, {}, Number.POSITIVE_INFINITY],
  [{ timeLimit: "2" }, {}, 120_000],
  [{ timeLimit: "2" }, { timeLimitMinutes: 1 }, 60_000],
])("F1: with the fields %j and the options %j, the client has %d ms", (fields, options, ms) => {
  const left = clientOf(target(fields), options).transport.leftMs();
  expect(left).toBeLessThanOrEqual(ms);
  expect(left).toBeGreaterThanOrEqual(ms - 1_000);
});

test("F1: a residency that does not exist is named", () => {
  expect(() => clientOf(target({ residency: "Mars" }), {})).toThrow('MIXPANEL_RESIDENCY is "Mars". Use US, EU or IN.');
});
