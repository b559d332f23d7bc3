import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@rspress/core";

const build = path.join(import.meta.dirname, "build");
const { nav, sidebar } = JSON.parse(readFileSync(path.join(build, "navigation.json"), "utf8"));

export default defineConfig({
  root: path.join(build, "pages"),
  outDir: path.join(build, "site"),
  themeDir: path.join(import.meta.dirname, "theme"),
  globalStyles: path.join(import.meta.dirname, "theme", "site.css"),
  title: "Mixpanel connector for Prismatic",
  description: "Sends data to Mixpanel, reads it back and manages projects, from Prismatic flows or a terminal.",
  icon: "/icon.png",
  logo: "/icon.png",
  logoText: "Mixpanel connector",
  llms: true,
  // The browser makes the index of the search itself: without examples, it reads a quarter less.
  search: { codeBlocks: false },
  builderConfig: { performance: { printFileSize: false } },
  markdown: { link: { checkDeadLinks: true, checkAnchors: true } },
  themeConfig: { nav, sidebar, llmsUI: false },
});
