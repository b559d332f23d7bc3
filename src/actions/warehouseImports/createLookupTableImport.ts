import { choiceInput, idNumberInput, textInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { requiredColumn, schedule, source, tableSyncMode } from "../../inputs/warehouseImports";
import { createLookupTableImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { parametersOf } from "../../mixpanel/http/parameters";
import { defineAction } from "../../platform/defineAction";
import { importExample, oneImport } from "../../platform/warehouseImports";

export const createLookupTableImport = defineAction({
  endpoint,
  label: "Create Lookup Table Import",
  description:
    "Creates an import that makes a lookup table of a warehouse table. Its columns extend events or user profiles that have the key",
  inputs: {
    ...source,
    sync_mode: tableSyncMode,
    property_key_column_name: requiredColumn(
      "Key Column",
      "product_id",
      "The column with the key, which matches the values of Property Name.",
    ),
    propertyName: textInput.required("Property Name", {
      example: "product_id",
      expected: "the name of a property",
      comments: "The property in Mixpanel whose values are keys of the table.",
    }),
    propertyOf: choiceInput("Property Of", {
      choices: ["event", "user"],
      names: { event: "Events", user: "User profiles" },
      default: "event",
      comments: "Whether events or user profiles have the property.",
    }),
    customPropertyId: idNumberInput("Custom Property ID", {
      example: "4321",
      comments: "If the property is a custom property of Lexicon, its ID. Leave it empty for other properties.",
    }),
    project_id,
    regionAndDomain,
    schedule,
  },
  output: oneImport,
  example: importExample({ import_type: "lookup_table", sync_mode: "full_sync" }),
  run: async ({ client, params: { propertyName, propertyOf, customPropertyId, ...params } }) => {
    const custom = customPropertyId === undefined ? {} : { customPropertyId };
    const mixpanel_property = { value: propertyName, resourceType: propertyOf, ...custom };
    return client.call(endpoint, { ...parametersOf(endpoint, params), mixpanel_property });
  },
});
