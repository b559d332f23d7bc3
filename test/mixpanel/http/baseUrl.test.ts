import { inspect } from "node:util";
import { InputError } from "../../../src/mixpanel/errors";
import { baseUrl, hostUrl, isLoopback, parseApiHost } from "../../../src/mixpanel/http/baseUrl";
import { thrownBy } from "../../support/failure";

describe("parseApiHost", () => {
  test.each([
    ["https://proxy.example.com", "https://proxy.example.com"],
    [" https://proxy.example.com// ", "https://proxy.example.com"],
    ["https://proxy.example.com:8443/mixpanel/", "https://proxy.example.com:8443/mixpanel"],
    ["https://proxy.example.com/{host}", "https://proxy.example.com/{host}"],
    ["http://localhost:8787/", "http://localhost:8787"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
    ["http://127.5.6.7", "http://127.5.6.7"],
    ["http://[::1]:8787", "http://[::1]:8787"],
  ])("%j is taken as %s", (text, address) => {
    expect(parseApiHost(text)).toBe(address);
  });

  test.each([
    ["", "text that is not an address"],
    ["proxy.example.com", "text that is not an address"],
    ["https://", "text that is not an address"],
    ["http://proxy.example.com", "an address with http://"],
    ["http://127.0.0.1.example.com", "an address with http://"],
    ["http://localhost.example.com", "an address with http://"],
    ["http://0.0.0.0:8787", "an address with http://"],
    ["ftp://proxy.example.com", "an address with ftp://"],
    ["ftp://localhost", "an address with ftp://"],
    ["file:///etc/hosts", "an address with file://"],
    ["javascript:alert(1)", "an address with javascript://"],
    ["localhost:8787", "an address with localhost://"],
    ["https://user:secret@proxy.example.com", "an address with a user name or password"],
    ["https://user@proxy.example.com", "an address with a user name or password"],
    ["https://proxy.example.com?key=1", "an address with a query or fragment"],
    ["https://proxy.example.com/?", "an address with a query or fragment"],
    ["https://proxy.example.com/#", "an address with a query or fragment"],
    ["https://proxy.example.com#part", "an address with a query or fragment"],
    ["https://{host}", "{host} as the host name"],
    ["https://{host}.example.com/mixpanel", "{host} as the host name"],
  ])("%j is refused as %s", (text, got) => {
    const error = thrownBy(() => parseApiHost(text));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      `Custom API Host: got ${got}, expected an https address such as https://proxy.example.com or https://proxy.example.com/{host} (http on localhost only).`,
    );
  });

  test.each(["https://user:hunter2@proxy.example.com", "https://user:hunt/er2@proxy.example.com", "hunter2"])(
    "what stands in the refused address %s is not repeated in the error",
    (address) => {
      expect(
        inspect(
          thrownBy(() => parseApiHost(address)),
          { depth: 9 },
        ),
      ).not.toContain("er2");
    },
  );
});

describe("baseUrl", () => {
  test("is Mixpanel's own host of the residency and the kind", () => {
    expect(baseUrl("ingestion", "EU", undefined)).toBe("https://api-eu.mixpanel.com");
    expect(baseUrl("query", "US", undefined)).toBe("https://mixpanel.com");
    expect(baseUrl("data", "IN", undefined)).toBe("https://data-in.mixpanel.com");
  });

  test("a custom API host stands for every host", () => {
    expect(baseUrl("data", "EU", "http://localhost:8787")).toBe("http://localhost:8787");
  });

  test("{host} in a custom API host is the host that would have been called", () => {
    expect(baseUrl("data", "EU", "https://proxy.example.com/{host}/v1")).toBe(
      "https://proxy.example.com/data-eu.mixpanel.com/v1",
    );
    expect(hostUrl("in.mixpanel.com", "https://proxy.example.com/{host}")).toBe(
      "https://proxy.example.com/in.mixpanel.com",
    );
  });
});

test.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["[::1]", true],
  ["localhost.example.com", false],
  ["127.0.0.1.example.com", false],
  ["128.0.0.1", false],
])("whether %s is this machine's own: %s", (hostname, own) => {
  expect(isLoopback(hostname)).toBe(own);
});
