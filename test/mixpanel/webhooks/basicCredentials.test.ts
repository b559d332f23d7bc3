import { checkBasic } from "../../../src/mixpanel/webhooks/basicCredentials";

const CREDENTIALS = { username: "mixpanel", password: "a:long password ä" };
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const RIGHT = basic("mixpanel:a:long password ä");

test.each([
  ["the credentials", { Authorization: RIGHT }, "accepted"],
  ["a header name in small letters", { authorization: RIGHT }, "accepted"],
  [
    "a header name in capitals, scheme in small letters",
    { AUTHORIZATION: RIGHT.replace("Basic", "basic") },
    "accepted",
  ],
  ["a header as a list", { Authorization: [RIGHT] }, "accepted"],
  ["the same header several times", { Authorization: [RIGHT, RIGHT], authorization: RIGHT }, "accepted"],
  ["an empty header beside the right one", { Authorization: "", authorization: RIGHT }, "accepted"],
  ["several different headers", { Authorization: RIGHT, authorization: basic("other:x") }, "refused"],
  ["a list of different headers", { Authorization: [basic("other:x"), RIGHT] }, "refused"],
  ["both in one header", { Authorization: `${RIGHT}, ${RIGHT}` }, "refused"],
  ["a header that is no text", { Authorization: { toString: RIGHT } }, "missing"],
  ["an empty list", { Authorization: [] }, "missing"],
  ["another password", { Authorization: basic("mixpanel:other") }, "refused"],
  ["another user", { Authorization: basic("other:a:long password ä") }, "refused"],
  ["a prefix of the password", { Authorization: basic("mixpanel:a:long") }, "refused"],
  ["another scheme", { Authorization: RIGHT.replace("Basic", "Bearer") }, "refused"],
  ["the scheme alone", { Authorization: "Basic" }, "refused"],
  ["what is no Base64", { Authorization: "Basic ???" }, "refused"],
  ["an empty header", { Authorization: " " }, "missing"],
  ["no header", { "content-type": "application/json" }, "missing"],
])("G1: credentials of %s are %s", (_, headers, expected) => {
  expect(checkBasic(headers, CREDENTIALS)).toBe(expected);
});
