import { describeAction } from "../../support/describeAction";
import { editing } from "../../support/pipelines";

const { optional, ...common } = editing();

describeAction({
  key: "editSnowflakePipeline",
  ...common,
  optional: [...optional],
});
