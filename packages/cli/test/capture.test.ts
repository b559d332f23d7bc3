import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startInTerminal } from "./runInTerminal";
import { terminalSvg } from "./terminalSvg";

const IMAGE = path.resolve(__dirname, "../../../documentation/images/demo.svg");
const COLUMNS = 80;

/** Times and ports differ from run to run; a width follows from its text. */
const masked = (svg: string) =>
  svg
    .replaceAll(/\d+\.\d+ s/g, "N s")
    .replaceAll(/:\d{4,5},/g, ":PORT,")
    .replaceAll(/ (x|textLength)="[\d.]+"/g, "");

test("F4: the image in the README shows what the demo prints in a terminal", async () => {
  const { code, screen } = await startInTerminal(["demo"], { columns: COLUMNS }).ended;
  const svg = await terminalSvg(screen, { title: "The demo in a terminal", columns: COLUMNS });

  expect(code).toBe(0);
  // `npm run capture` replaces the image.
  if (process.env.CAPTURE) writeFileSync(IMAGE, svg);
  expect(masked(readFileSync(IMAGE, "utf8"))).toBe(masked(svg));
});
