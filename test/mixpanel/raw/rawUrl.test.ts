import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { type RawTarget, rawUrl } from "../../../src/mixpanel/raw/rawUrl";
import { HOSTS } from "../../../src/mixpanel/residency";
import { anyCharacter } from "../../support/anyText";
import { thrownBy } from "../../support/failure";

const US: RawTarget = { residency: "US" };
const LOCAL: RawTarget = { residency: "EU", apiHost: "http://localhost:8787/mixpanel" };
const PROXY: RawTarget = { residency: "EU", apiHost: "https://proxy.example.com/{host}" };

const MIXPANEL = new Set(Object.values(HOSTS).flatMap((hosts) => Object.values(hosts)));

describe("a path", () => {
  test.each([
    ["/api/query/insights", "https://mixpanel.com/api/query/insights"],
    ["api/app/me", "https://mixpanel.com/api/app/me"],
    ["/api/2.0/engage", "https://mixpanel.com/api/2.0/engage"],
    ["/api/2.0/export?from_date=2024-01-01", "https://data.mixpanel.com/api/2.0/export?from_date=2024-01-01"],
    ["/api/2.0/nessie/pipeline/jobs", "https://data.mixpanel.com/api/2.0/nessie/pipeline/jobs"],
    ["/api/2.0/exports", "https://mixpanel.com/api/2.0/exports"],
    ["/import", "https://api.mixpanel.com/import"],
    ["/flags?context=%7B%7D", "https://api.mixpanel.com/flags?context=%7B%7D"],
    ["/apix", "https://api.mixpanel.com/apix"],
    ["", "https://api.mixpanel.com/"],
    ["/@evil.example.com/x", "https://api.mixpanel.com/@evil.example.com/x"],
    ["@evil.example.com", "https://api.mixpanel.com/@evil.example.com"],
    [".evil.example.com", "https://api.mixpanel.com/.evil.example.com"],
    ["/track?next=https://evil.example.com", "https://api.mixpanel.com/track?next=https://evil.example.com"],
  ])("%j goes to %s", (path, address) => {
    expect(rawUrl(US, undefined, path).href).toBe(address);
  });

  test("is called at the residency's host, or at the custom host that replaces it", () => {
    expect(rawUrl({ residency: "IN" }, undefined, "/import").href).toBe("https://api-in.mixpanel.com/import");
    expect(rawUrl(LOCAL, undefined, "/import").href).toBe("http://localhost:8787/mixpanel/import");
    expect(rawUrl(PROXY, undefined, "/api/2.0/export").href).toBe(
      "https://proxy.example.com/data-eu.mixpanel.com/api/2.0/export",
    );
  });

  test.each([
    ["https://evil.example.com/x", "a whole URL"],
    ["HTTPS:evil.example.com", "a whole URL"],
    ["http:/evil.example.com", "a whole URL"],
    ["javascript:alert(1)", "a whole URL"],
    ["data:text/plain,x", "a whole URL"],
    ["//evil.example.com/x", "a path that leads to another host"],
    ["///evil.example.com", "a path that leads to another host"],
    ["/\\evil.example.com", "a path that leads to another host"],
    ["\\\\evil.example.com", "a path that leads to another host"],
    ["/api\\..\\x", "a path that leads to another host"],
    ["/\t/evil.example.com", "a path with whitespace or control characters"],
    ["\t//evil.example.com", "a path with whitespace or control characters"],
    ["\n//evil.example.com", "a path with whitespace or control characters"],
    [" //evil.example.com", "a path with whitespace or control characters"],
    ["/\u0000/x", "a path with whitespace or control characters"],
    ["/api/\u00a0x", "a path with whitespace or control characters"],
    ["ht\ttps://evil.example.com", "a path with whitespace or control characters"],
    ["/api/../import", "a path with .. in it"],
    ["..", "a path with .. in it"],
    ["/api/%2e%2e/import", "a path with .. in it"],
    ["/api/%2E./import", "a path with .. in it"],
    ["/api/.%2e?x", "a path with .. in it"],
  ])("%j is rejected as %s", (path, got) => {
    const error = thrownBy(() => rawUrl(US, undefined, path));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      `URL: got ${got}, expected a path such as /api/query/insights. The host comes from the Base URL or the connection.`,
    );
  });

  test("never leads to another host, whatever the path contains", () => {
    const nasty = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "%2e",
      "%2f",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "\n",
      "／",
      "。",
      "evil.example.com",
      "https:",
      "a",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(nasty, fc.string({ unit: anyCharacter, maxLength: 3 })), { maxLength: 8 }),
        (parts) => {
          let url: URL;
          try {
            url = rawUrl(LOCAL, undefined, parts.join(""));
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            return;
          }
          expect(url.origin).toBe("http://localhost:8787");
          expect(url.pathname).toMatch(/^\/mixpanel\//);
          expect([url.username, url.password]).toEqual(["", ""]);
        },
      ),
      { seed: 1, numRuns: 2_000 },
    );
  });
});

describe("a Base URL", () => {
  test.each([
    [US, "https://api.mixpanel.com", "https://api.mixpanel.com/x"],
    [US, "HTTPS://API.Mixpanel.com/", "https://api.mixpanel.com/x"],
    [US, "eu.mixpanel.com/api/query", "https://eu.mixpanel.com/api/query/x"],
    [US, "https://in.mixpanel.com:443/api/", "https://in.mixpanel.com/api/x"],
    [US, "https://ａｐｉ.mixpanel.com", "https://api.mixpanel.com/x"],
    [US, "https://mixpanel.com/a/../api", "https://mixpanel.com/api/x"],
    [LOCAL, "https://eu.mixpanel.com/api", "http://localhost:8787/mixpanel/api/x"],
    [LOCAL, "http://localhost:8787/mixpanel/", "http://localhost:8787/mixpanel/x"],
    [LOCAL, "http://localhost:8787/mixpanel/api/query", "http://localhost:8787/mixpanel/api/query/x"],
    [PROXY, "https://data-eu.mixpanel.com/api/2.0", "https://proxy.example.com/data-eu.mixpanel.com/api/2.0/x"],
  ])("%j with the path %s is called as %s", (target, base, address) => {
    expect(rawUrl(target, base, "/x").href).toBe(address);
  });

  const foreign = [
    "https://evil.example.com",
    "evil.example.com",
    "http://api.mixpanel.com",
    "ftp://api.mixpanel.com",
    "javascript://api.mixpanel.com/%0aalert(1)",
    "//api.mixpanel.com@evil.example.com",
    "https://api.mixpanel.com@evil.example.com",
    "https://api.mixpanel.com:secret@evil.example.com",
    "https://user@api.mixpanel.com",
    "https://api.mixpanel.com:8443",
    "https://api.mixpanel.com.evil.example.com",
    "https://api.mixpanel.com。evil.example.com",
    "https://api.mixpanel.com\t.evil.example.com",
    "https://evil.example.com/\\api.mixpanel.com",
    "https://evil.example.com\\@api.mixpanel.com",
    "https://evil.example.com#api.mixpanel.com",
    "https://evil.example.com?https://api.mixpanel.com",
    "https://api.mixpanel.com?x=1",
    "https://api.mixpanel.com#x",
    "https://api.mixpanel.com.",
    "https://www.mixpanel.com",
    "https://evil-mixpanel.com",
    "https://аpi.mixpanel.com",
    "https://%61pi.evil.example.com",
    "https://127.0.0.1",
    "https://[::1]",
    "api.mixpanel.com:443",
    "https://",
    "https:// ",
    "localhost:8787/mixpanel",
    "http://localhost:8787",
    "http://localhost:8787/mixpanel.evil.example.com",
    "http://localhost:8787@evil.example.com",
  ];

  test.each(foreign)("%j is rejected, and no credentials are sent", (base) => {
    for (const target of [US, PROXY, LOCAL]) {
      const error = thrownBy(() => rawUrl(target, base, "/x"));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(/^Base URL: got .*, expected one of Mixpanel's hosts/);
    }
  });

  test.each(["http://localhost:8787/mixpanel/../x", "http://localhost:8787/mixpanel//evil.example.com"])(
    "%s is outside of the connection's custom host, and is rejected",
    (base) => {
      expect(thrownBy(() => rawUrl(LOCAL, base, "/x"))).toBeInstanceOf(InputError);
    },
  );

  test("a Base URL does not bypass the check of the path", () => {
    expect(thrownBy(() => rawUrl(US, "https://api.mixpanel.com", "//evil.example.com"))).toBeInstanceOf(InputError);
  });

  test("each of Mixpanel's nine hosts is accepted", () => {
    const taken = [...MIXPANEL].filter((host) => rawUrl(US, host, "/x").host === host);
    expect(taken).toHaveLength(9);
  });
});
