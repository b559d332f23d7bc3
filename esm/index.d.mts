declare const component: typeof import("../build/src/index.js", { with: { "resolution-mode": "require" }})["default"];
export default component;
