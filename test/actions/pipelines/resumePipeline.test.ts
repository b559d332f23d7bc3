import { describeAction } from "../../support/describeAction";
import { changing } from "../../support/pipelines";

describeAction({
  key: "resumePipeline",
  params: { name: "a-pipeline" },
  ...changing("resume"),
  refusals: [["M5: no name", { name: "" }, "Name"]],
});
