/** Makes an agent flow of each tool: what the platform's MCP server offers to AI agents. */
import { type FlowExecutionContext, flow } from "@prismatic-io/spectral";
import { mixpanelOf } from "./mixpanel";
import { questionOf } from "./question";
import { ask, type Property, type Tool } from "./tool";
import { tools } from "./tools";

/** What every answer may have. */
const COMMON: Record<string, Property> = {
  answered: {
    type: "boolean",
    description: "Whether the question was answered. If false, answer says why, and how to ask again.",
  },
  answer: { type: "string", description: "The answer in a sentence." },
  suggestions: {
    type: "array",
    description: "If false: names that exist and are similar, with IDs if they have some.",
  },
  rows_left_out: { type: "integer", description: "How many rows of the lists were left out to keep the answer short." },
};

const flowOf = (tool: Tool) =>
  flow({
    name: tool.name,
    stableKey: tool.key,
    description: tool.description,
    isAgentFlow: true,
    isSynchronous: true,
    schemas: {
      invoke: {
        title: tool.key,
        $comment: tool.description,
        properties: { ...tool.properties },
        ...(tool.required === undefined ? {} : { required: [...tool.required] }),
      },
      result: {
        title: `${tool.key}-result`,
        $comment: "A short, flat answer of at most about 2 KB.",
        properties: { ...COMMON, ...tool.result },
        required: ["answered", "answer"],
      },
    },
    onExecution: async (context: FlowExecutionContext, params) => ({
      data: await ask(tool, mixpanelOf(context), questionOf(params.onTrigger.results.body.data)),
    }),
  });

export const flows = tools.map(flowOf);
