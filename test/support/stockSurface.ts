import type component from "../../src";
import stock from "../conventions/stock-surface.json";

/** An input as the surface that integrations are built on has it. */
export interface StockInput {
  label: string;
  type: string;
  required: boolean;
  default: string | string[];
  collection?: string;
  language?: string;
  dataSource?: string;
  model?: string[];
}

export type StockInputs = Record<string, StockInput>;

export interface StockAction {
  label: string;
  inputs: StockInputs;
  performSafety: string;
  /** The inputs that forms since September 2026 hold in groups, by the key of the group. */
  groups?: Record<string, { label: string; leaves: string[] }>;
}

export const stockActions = new Map<string, StockAction>(Object.entries(stock.actions));
export const stockDataSources = new Map<string, StockInputs>(Object.entries(stock.dataSources));
export const stockConnections = new Map<string, StockInputs>(Object.entries(stock.connections));

type Input = (typeof component.actions)[string]["inputs"][number];

/** The inputs of a converted form, those in groups beside those on top. A list of rows is one input. */
export function flatInputs(inputs: readonly Input[] = []): Input[] {
  const isGroup = ({ type, collection }: Input) => type === "structuredObject" && !collection;
  return inputs.flatMap((input) => (isGroup(input) ? flatInputs(input.inputs) : [input]));
}
