/**
 * Writes the licenses and the bill of materials of a bundle of webpack beside it. The known plugins for this miss packages whose modules
 * webpack has joined into one.
 */
const { sources } = require("webpack");
const { BILL_FILE, LICENSES_FILE, thirdPartyOf } = require("./licenses");

const filesOf = (module) => [module.resource, ...[...(module.modules ?? [])].flatMap(filesOf)];

class ThirdParty {
  /**
   * @param filename the file's name in the folder of the bundle
   * @param notices what else is in that folder, and whose it is
   */
  constructor({ filename = LICENSES_FILE, notices = [] } = {}) {
    this.filename = filename;
    this.notices = notices;
  }

  apply(compiler) {
    compiler.hooks.thisCompilation.tap("ThirdParty", (compilation) => {
      compilation.hooks.afterOptimizeChunkModules.tap("ThirdParty", () => {
        const files = [...compilation.modules].flatMap(filesOf).filter((file) => typeof file === "string");
        const { licenses, bill } = thirdPartyOf(files, this.notices);
        compilation.emitAsset(this.filename, new sources.RawSource(licenses));
        compilation.emitAsset(BILL_FILE, new sources.RawSource(bill));
      });
    });
  }
}

module.exports = ThirdParty;
