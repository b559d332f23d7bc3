import { describeAction } from "../../support/describeAction";
import { creating, scheduled, source, sourceRefusals } from "../../support/warehouseImports";

const mixpanel_property = { value: "product_id", resourceType: "event" };

describeAction({
  key: "createLookupTableImport",
  params: { ...source, property_key_column_name: "sku", propertyName: "product_id" },
  ...creating("lookup-table", "lookup_table", { property_key_column_name: "sku", mixpanel_property }),
  optional: [
    ...scheduled,
    ["propertyOf", "user", { json: { mixpanel_property: { ...mixpanel_property, resourceType: "user" } } }],
    ["customPropertyId", "77", { json: { mixpanel_property: { ...mixpanel_property, customPropertyId: 77 } } }],
  ],
  refusals: [
    ...sourceRefusals,
    ["M2: a sync mode of other imports", { sync_mode: "mirror_mode" }, "Sync Mode"],
    ["no key column", { property_key_column_name: "" }, "Key Column"],
    ["no property", { propertyName: "" }, "Property Name"],
    ["a property of groups", { propertyOf: "group" }, "Property Of"],
    ["a custom property by its name", { customPropertyId: "Total" }, "Custom Property ID"],
  ],
});
