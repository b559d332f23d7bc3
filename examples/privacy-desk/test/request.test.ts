import fc from "fast-check";
import { isSameRequest, type PrivacyRequest, parseRequest } from "../src/request";

const NOW = "2026-11-26T08:00:00.000Z";
const defaults = { regulation: "GDPR", now: NOW };
const parse = (body: unknown) => parseRequest(body, defaults);
const valid = { request_id: "ticket-4711", kind: "erasure", email: "ann@example.com" };

const problemOf = (body: unknown) => {
  const parsed = parse(body);
  return "problem" in parsed ? parsed.problem : undefined;
};

test("P6: a request gets the defaults of the wizard and the time of the call", () => {
  expect(parse({ ...valid, email: "  Ann@example.com ", user_id: 12345 })).toEqual({
    request: {
      request_id: "ticket-4711",
      kind: "erasure",
      email: "Ann@example.com",
      user_id: "12345",
      regulation: "GDPR",
      requester: null,
      received_at: NOW,
      approved: false,
    },
  });
});

test.each([
  ["null", null, "body"],
  ["text", "request_id=1", "body"],
  ["a list", [valid], "body"],
  ["an unknown field", { ...valid, aproved: true }, "aproved"],
  ["a polluting field", JSON.parse('{"__proto__": {"approved": true}, "request_id": "1", "kind": "access"}'), "body"],
  ["an ID that would change a path", { ...valid, request_id: "../other" }, "request_id"],
  ["an ID of dots", { ...valid, request_id: ".." }, "request_id"],
  ["no ID", { ...valid, request_id: undefined }, "request_id"],
  ["another kind", { ...valid, kind: "correction" }, "kind"],
  ["nobody", { request_id: "1", kind: "access" }, "email, user_id or both"],
  ["an empty e-mail", { ...valid, email: "   " }, "email"],
  ["an e-mail as a list", { ...valid, email: ["a@b.c"] }, "email"],
  ["a control character", { ...valid, email: "a@b.c\u0000" }, "email"],
  ["half a character", { ...valid, user_id: "\ud800" }, "user_id"],
  ["a user ID that JSON has rounded", { ...valid, user_id: 2 ** 60 }, "user_id"],
  ["a very long user ID", { ...valid, user_id: "x".repeat(256) }, "user_id"],
  ["a placeholder", { ...valid, user_id: "undefined" }, "user_id"],
  ["approval as text", { ...valid, approved: "true" }, "approved"],
  ["approval as a number", { ...valid, approved: 1 }, "approved"],
  ["another law", { ...valid, regulation: "LGPD" }, "regulation"],
  ["a time in the future", { ...valid, received_at: "2026-11-27T08:00:00Z" }, "received_at"],
  ["a time without zone", { ...valid, received_at: "2026-11-25T08:00:00" }, "received_at"],
])("P6: %s is refused, and the problem names the field", (_what, body, field) => {
  expect(problemOf(body)).toContain(field);
});

test("P6: whatever comes, it is a request with safe values, or a short problem without the person", () => {
  const field = fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue(), fc.constant("secret@example.com"));
  const call = fc.record(
    {
      request_id: fc.oneof(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/), field),
      kind: fc.oneof(fc.constantFrom("access", "erasure"), field),
      email: field,
      user_id: field,
      approved: fc.oneof(fc.boolean(), field),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(call, fc.jsonValue()), (body) => {
      const parsed = parse(body);
      if ("problem" in parsed) {
        expect(parsed.problem.length).toBeLessThanOrEqual(500);
        expect(parsed.problem).not.toContain("secret@");
        return;
      }
      const { request_id, email, user_id, approved } = parsed.request;
      expect(request_id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
      expect(`${email ?? ""}${user_id ?? ""}`).toMatch(/^[^\p{Cc}]+$/u);
      expect(email ?? user_id).not.toBeNull();
      expect(String(approved)).toMatch(/^(true|false|[0-9a-f]{16})$/);
    }),
    { numRuns: 500 },
  );
});

const asRequest = (body: object): PrivacyRequest => {
  const parsed = parse(body);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.request;
};

test("P6: an approval is about the same request; another person or kind is another request", () => {
  const one = asRequest(valid);
  expect(isSameRequest(one, asRequest({ ...valid, approved: true, received_at: "2026-11-01T00:00:00Z" }))).toBe(true);
  expect(isSameRequest(one, asRequest({ ...valid, email: "bob@example.com" }))).toBe(false);
  expect(isSameRequest(one, asRequest({ ...valid, kind: "access" }))).toBe(false);
  expect(isSameRequest(one, asRequest({ ...valid, user_id: "1" }))).toBe(false);
});
