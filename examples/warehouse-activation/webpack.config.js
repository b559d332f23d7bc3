const config = require("../webpack")(__dirname);

// DuckDB is native code, which no bundle can hold. On the platform, src/warehouse.ts is written for a warehouse with a network client.
module.exports = { ...config, externals: ["@duckdb/node-api"] };
