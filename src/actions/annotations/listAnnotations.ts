import { assertDateOrder } from "../../inputs/cleanDates";
import { dayInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { projectDaysOf } from "../../mixpanel/annotations/dates";
import { listAnnotations as endpoint } from "../../mixpanel/endpoints/annotations";
import { ANNOTATION_EXAMPLE, annotationOutput } from "../../platform/annotations";
import { defineAction } from "../../platform/defineAction";
import { list, object, text } from "../../platform/shape";

const WORDS = "yyyy-mm-dd, or words such as today, 7 days ago or start of month, in the project's time zone";

export const listAnnotations = defineAction({
  endpoint,
  label: "List Annotations",
  description: "Lists the annotations of the project, which mark moments such as releases in its charts",
  inputs: {
    fromDate: dayInput("From Date", {
      example: "2024-01-01",
      comments: `First day, inclusive: ${WORDS}. Leave it empty to begin with the first annotation.`,
    }),
    toDate: dayInput("To Date", {
      example: "2024-01-31",
      comments: `Last day, inclusive: ${WORDS}. Leave it empty to end with the last annotation.`,
    }),
    project_id,
    regionAndDomain,
  },
  output: object({ status: text(), results: list(annotationOutput) }),
  example: { status: "ok", results: [ANNOTATION_EXAMPLE] },
  run: async ({ client, params }) => {
    const { fromDate, toDate, project_id = client.options.projectId } = params;
    const days = await projectDaysOf(client, { fromDate, toDate }, project_id);
    assertDateOrder(days.fromDate, days.toDate);
    return client.call(endpoint, { ...days, project_id });
  },
});
