import { MixpanelClient } from "../../../src/mixpanel/client";
import { InputError } from "../../../src/mixpanel/errors";
import { pipelineBody, pipelineUrl } from "../../../src/mixpanel/raw/genericPipeline";
import { thrownBy } from "../../support/failure";

const client = new MixpanelClient({ credentials: {}, residency: "EU" });
const FORM = "application/x-www-form-urlencoded";

describe("the address of a pipeline call", () => {
  test.each(["/nessie/pipeline/create", "nessie/pipeline/create", "/api/2.0/nessie/pipeline/create"])(
    "%s is called under the API's prefix on the data host",
    (path) => {
      expect(pipelineUrl(client, path).href).toBe("https://data-eu.mixpanel.com/api/2.0/nessie/pipeline/create");
    },
  );

  test.each(["https://evil.example.com/x", "//evil.example.com", "/\\evil.example.com", "/../x", "/a b"])(
    "the path %s is rejected",
    (path) => {
      expect(thrownBy(() => pipelineUrl(client, path))).toBeInstanceOf(InputError);
    },
  );
});

describe("the body of a pipeline call", () => {
  const body = (parts: Parameters<typeof pipelineBody>[0]) =>
    pipelineBody(parts, { project_id: "12", trial: undefined }, { type: "gcs-raw" }, "2024-06-15");

  test.each([
    ["nothing", {}, "project_id=12&type=gcs-raw"],
    [
      "an object",
      { data: { events: ["A", "B"], trial: false } },
      "project_id=12&trial=false&events=A&events=B&type=gcs-raw",
    ],
    ["JSON text", { data: '{"name": "p"}' }, "project_id=12&name=p&type=gcs-raw"],
    ["form text", { data: "events=A&events=B" }, "project_id=12&events=A&events=B&type=gcs-raw"],
    ["a file of form text", { data: Buffer.from("name=p") }, "project_id=12&name=p&type=gcs-raw"],
    ["form fields", { formData: { name: "p" } }, "project_id=12&name=p&type=gcs-raw"],
    ["a field of its own in place of the default", { data: { project_id: "99" } }, "project_id=99&type=gcs-raw"],
    ["a field that an input says", { data: { type: "other" } }, "project_id=12&type=gcs-raw"],
  ])("%s is sent as a form", (_, parts, text) => {
    const { body: form, contentType } = body(parts);
    expect(contentType).toBe(FORM);
    expect([...new URLSearchParams(String(form))].sort()).toEqual([...new URLSearchParams(text)].sort());
  });

  test("a request with files is sent as multipart, with defaults and fixed fields", () => {
    const { body: multipart, contentType } = body({ fileData: { key: "secret-key" } });
    expect(contentType).toMatch(/^multipart\/form-data; boundary=/);
    expect(String(multipart)).toMatch(/name="project_id"\r\n\r\n12[\s\S]*name="type"\r\n\r\ngcs-raw[\s\S]*secret-key/);
  });

  test("Data and Form Data cannot be used together", () => {
    expect(thrownBy(() => body({ data: {}, formData: {} })).message).toBe(
      "Data: got a value together with Form Data, expected only one of them.",
    );
  });

  test.each([7, ["a"], "text", "[1]", Buffer.from("x"), null])(
    "the data %j is rejected, because it is not a set of fields",
    (data) => {
      const error = thrownBy(() => body({ data }));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(/^Data: got a value that is neither an object nor form text/);
    },
  );

  test.each([
    ["Data", { data: { from_date: "2024-06-14" } }],
    ["Data", { data: '{"from_date": "2024-06-14"}' }],
    ["Data", { data: "type=gcs-raw&from_date=2024-06-14" }],
    ["Form Data", { formData: { from_date: "2024-06-14" } }],
  ])("T22: %s with a start date more than six months ago is rejected: %j", (input, parts) => {
    expect(thrownBy(() => body(parts))).toMatchObject({
      input,
      message: `${input}: got from_date 2024-06-14, expected a day at most six months ago: 2024-06-15 or later.`,
    });
  });

  test.each([["2024-06-15"], [""], ["soon"], [20240614]])(
    "T22: the start date %j is sent without a check",
    (from_date) => {
      expect(body({ data: { from_date } }).body).toBe(`project_id=12&from_date=${from_date}&type=gcs-raw`);
    },
  );
});
