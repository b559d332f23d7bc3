import { describeAction } from "../../support/describeAction";
import { changing } from "../../support/pipelines";

describeAction({
  key: "pausePipeline",
  params: { name: "a-pipeline" },
  ...changing("pause"),
  refusals: [["M5: no name", { name: "" }, "Name"]],
});
