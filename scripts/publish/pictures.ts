import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const MIN_ICON_PIXELS = 128;
const PNG_SIGNATURE = "89504e470d0a1a0a";

/** What is wrong with an icon: Prismatic's CLI takes PNG files that exist, and we those of a useful size. */
export function iconFaults(owner: string, iconPath: string | undefined, folder: string): string[] {
  if (!iconPath) return [`${owner} has no icon`];
  const file = path.join(folder, iconPath);
  if (!existsSync(file)) return [`${owner}: there is no ${iconPath}`];
  const icon = readFileSync(file);
  if (path.extname(iconPath) !== ".png" || icon.subarray(0, 8).toString("hex") !== PNG_SIGNATURE)
    return [`${owner}: ${iconPath} is no PNG`];
  const [width, height] = [icon.readUInt32BE(16), icon.readUInt32BE(20)];
  return Math.min(width, height) < MIN_ICON_PIXELS ? [`${owner}: ${iconPath} is ${width}x${height}, too small`] : [];
}
