import integration from "../src";

/** What `prism integrations:import` sends to the platform. */
const { codeNativeIntegrationYAML } = Object(integration);
const yaml = String(codeNativeIntegrationYAML);

describe("P6: as the platform gets the integration", () => {
  test("the webhook takes no call without the customer's API key, and answers for itself", () => {
    const settings = yaml.slice(yaml.indexOf("- name: Receive Request"), yaml.indexOf("steps:"));
    expect(settings).toContain("endpointSecurityType: customer_required");
    expect(settings).toContain("isSynchronous: false");
  });

  test("the other flow runs on a schedule, never twice at once", () => {
    expect(yaml).toContain('"*/15 * * * *"');
    expect(yaml).toContain("singletonExecutions: true");
  });

  const fieldAt = (key: string) => yaml.slice(yaml.indexOf(`${key}:`), yaml.indexOf(`${key}:`) + 200);

  test.each(["username", "password", "residency", "projectId", "projectToken", "gdprToken"])(
    "the wizard asks customers for %s",
    (key) => expect(fieldAt(key)).toMatch(/orgOnly: false/),
  );

  test.each(["apiHost", "timeLimit", "rateShare"])("the wizard does not show %s to customers", (key) =>
    expect(fieldAt(key)).toMatch(/orgOnly: true/),
  );

  test.each(["Endpoint", "Regulation", "E-mail Properties", "Event Days", "Check Again After"])(
    "the wizard has %s",
    (name) => expect(yaml).toContain(`key: ${name}\n`),
  );
});
