import { InputError } from "../../../src/mixpanel/errors";
import { formFields, rawBody } from "../../../src/mixpanel/raw/rawBody";
import { thrownBy } from "../../support/failure";

const JSON_TYPE = "application/json";
const FORM = "application/x-www-form-urlencoded";

describe("data", () => {
  test.each([undefined, null, ""])("%j is rejected as a body", (data) => {
    expect(rawBody({ data })).toBeUndefined();
  });

  test.each([
    ['{"a": 1}', '{"a": 1}', JSON_TYPE],
    ["[1]", "[1]", JSON_TYPE],
    [{ a: "ü" }, '{"a":"ü"}', JSON_TYPE],
    [[1, null], "[1,null]", JSON_TYPE],
    [0, "0", JSON_TYPE],
    [false, "false", JSON_TYPE],
    ["data=%7B%7D&verbose=1", "data=%7B%7D&verbose=1", FORM],
  ])("%j is sent as %s of type %s", (data, body, contentType) => {
    expect(rawBody({ data })).toEqual({ body, contentType });
  });

  test("bytes are sent as they are", () => {
    const data = Buffer.from([0xff, 0x00]);
    expect(rawBody({ data })).toEqual({ body: data, contentType: "application/octet-stream" });
  });

  test.each([{ formData: {} }, { fileData: { file: "x" } }])("cannot be combined with %j", (others) => {
    const error = thrownBy(() => rawBody({ data: "x", ...others }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe("Data: got a value together with Form Data or File Data, expected only one of them.");
  });
});

test("form fields: a list repeats its field, an object becomes JSON, undefined is left out, 0 and false are sent", () => {
  const formData = {
    list: ["a&b", { c: 1 }],
    object: { d: "ü" },
    zero: 0,
    no: false,
    empty: "",
    none: null,
    left: undefined,
  };
  expect(rawBody({ formData })).toEqual({
    body: "list=a%26b&list=%7B%22c%22%3A1%7D&object=%7B%22d%22%3A%22%C3%BC%22%7D&zero=0&no=false&empty=",
    contentType: FORM,
  });
  expect(formFields({}).toString()).toBe("");
});

describe("files", () => {
  /** The parts of a multipart body, as `head` and `content`. */
  function partsOf(parts: Parameters<typeof rawBody>[0]): [head: string, content: string][] {
    const encoded = rawBody(parts);
    const boundary = encoded?.contentType.match(/^multipart\/form-data; boundary=(\S+)$/)?.[1] ?? "";
    const pieces = String(encoded?.body).split(`--${boundary}`).slice(1, -1);
    return pieces.map((piece) => {
      const [head = "", content = ""] = piece.trim().split("\r\n\r\n");
      return [head, content];
    });
  }

  test("are sent as multipart with the form fields", () => {
    const fileData = {
      report: "a,b",
      image: { data: Buffer.from("png"), contentType: "image/png" },
      raw: Buffer.from("x"),
    };
    const parts = partsOf({ formData: { id: 7 }, fileData, fileDataFileNames: { report: "report.csv", image: "" } });
    expect(parts).toEqual([
      ['Content-Disposition: form-data; name="id"', "7"],
      ['Content-Disposition: form-data; name="report"; filename="report.csv"\r\nContent-Type: text/csv', "a,b"],
      ['Content-Disposition: form-data; name="image"; filename="image"\r\nContent-Type: image/png', "png"],
      ['Content-Disposition: form-data; name="raw"; filename="raw"\r\nContent-Type: application/octet-stream', "x"],
    ]);
  });

  test("a file name with quotes and line breaks cannot add a part to the request", () => {
    const [part, ...more] = partsOf({
      fileData: { file: "x" },
      fileDataFileNames: { file: 'a"\r\nX-Injected: 1\r\n\r\n' },
    });
    expect(more).toEqual([]);
    expect(part?.[0]).not.toMatch(/^X-Injected/m);
  });

  test.each([7, null, {}, [], { data: 7 }])("%j is rejected as a file", (value) => {
    expect(thrownBy(() => rawBody({ fileData: { file: value } })).message).toBe(
      "File Data: got a value for file that is not a file, expected text, or a file from a previous step.",
    );
  });
});
