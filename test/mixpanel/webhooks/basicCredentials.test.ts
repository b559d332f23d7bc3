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
