import integration from "../src";

/** What `prism integrations:import` sends to the platform. */
const { codeNativeIntegrationYAML: yaml } = Object(integration);

describe("W8: as the platform gets the integration", () => {
  test("orders are polled, and each execution gets one range, one after the other", () => {
    expect(yaml).toMatch(/name: Activate Orders/);
    expect(yaml).toMatch(/batchSize: 1/);
    expect(yaml).toMatch(/concurrentBatchLimit: 1/);
  });

  test("the wizard asks for the project, the warehouse and the bound of removals", () => {
    for (const key of ["Project", "Warehouse File", "Rows Per Batch", "Max Removed Percent"])
      expect(yaml).toContain(`key: ${key}\n`);
  });
});
