import { nameInput } from "../../inputs/kinds";
import { entityType } from "../../inputs/lexicon";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { listLexiconSchemasByType as endpoint } from "../../mixpanel/endpoints/lexicon";
import { listSchemasByType } from "../../mixpanel/lexicon/listSchemas";
import { defineAction } from "../../platform/defineAction";
import { SCHEMA_LIST_EXAMPLE, schemaListOutput } from "../../platform/lexicon";

export const listLexiconSchemasByType = defineAction({
  endpoint,
  label: "List Lexicon Schemas By Type",
  description: "Lists the Lexicon schemas of all events, or of user profiles. Uses one of 5 Lexicon requests a minute",
  inputs: {
    entityType,
    entity_name: nameInput("Entity Name", {
      example: "Added To Cart",
      comments: "Lists only the schema of the entity with this name. Leave it empty to list all of the type.",
    }),
    project_id,
    regionAndDomain,
  },
  output: schemaListOutput,
  example: SCHEMA_LIST_EXAMPLE,
  run: ({ client, params: { entityType, entity_name: name, project_id: projectId } }) =>
    listSchemasByType(client, { entityType, name, projectId }),
});
