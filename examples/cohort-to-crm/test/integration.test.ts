import integration from "../src";

/** What `prism integrations:import` sends to the platform. */
const { codeNativeIntegrationYAML: yaml } = Object(integration);
/** The part of the definition from one line to the next line with the same or a smaller indent. */
function sectionAt(line: string): string {
  const lines = String(yaml).split("\n");
  const start = lines.findIndex((each) => each.trim() === line);
  const indent = (text: string) => text.search(/\S/);
  const end = lines.findIndex((each, index) => index > start && indent(each) <= indent(lines[start]));
  return start < 0 ? "" : lines.slice(start, end < 0 ? undefined : end).join("\n");
}

describe("G7: as the platform gets the integration", () => {
  test("the flow begins with the component's own trigger, with pages put together", () => {
    expect(yaml).toMatch(/isTrigger: true[\s\S]*?component:\s+key: mixpanel[\s\S]*?key: cohortSync/);
    expect(sectionAt("webhookCredentials:")).toContain("value: Webhook Credentials");
    expect(sectionAt("assemblePages:")).toContain('value: "true"');
  });

  test("calls are processed one after the other, and answered at once, without an API key", () => {
    expect(sectionAt("queueConfig:")).toContain("usesFifoQueue: true");
    expect(yaml).toContain("isSynchronous: false");
    expect(yaml).toContain("endpointSecurityType: unsecured");
  });

  test("the drop-downs of the wizard are the component's, and each follows from the fields above it", () => {
    expect(yaml).toMatch(/key: Project\n[\s\S]*?key: projects\n[\s\S]*?value: Mixpanel Connection/);
    expect(yaml).toMatch(/key: Cohort\n[\s\S]*?key: cohorts\n[\s\S]*?value: Mixpanel Connection[\s\S]*?value: Project/);
  });

  test.each(["username:", "password:", "residency:"])("the wizard asks customers for %s", (field) => {
    expect(sectionAt(field)).toContain("orgOnly: false");
  });

  test.each(["apiHost:", "timeLimit:", "gdprToken:"])("the wizard does not show %s to customers", (field) => {
    expect(sectionAt(field)).toContain("orgOnly: true");
  });
});
