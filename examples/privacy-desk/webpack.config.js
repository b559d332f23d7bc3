module.exports = require("../webpack")(__dirname);
