import { listInput, textInput } from "./kinds";

export const pipelineName = textInput.required("Name", {
  example: "events-daily-gcs-raw",
  dataSource: "pipelines",
  comments: "The name of the pipeline, as returned by List Pipelines and Create GCS Pipeline.",
  expected: "the name of a pipeline",
});

export const pipelineEvents = listInput("Events", {
  example: "Signed Up",
  comments:
    "The names of the events to export, used exactly as given, including spaces. Leave it empty for all events.",
});
