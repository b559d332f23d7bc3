/** The component for `import`: Prismatic loads the CommonJS bundle, whose `default` it is. */
import bundle from "../dist/index.js";

export default bundle.default;
