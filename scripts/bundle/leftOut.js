/* global __resourceQuery */
/** Stands in a bundle for a module that nothing there uses. Using it is an error that names the module, which webpack passes as the query. */
const name = __resourceQuery.slice(1);

const use = () => {
  throw new Error(`${name} was used, but this bundle leaves it out: see LEFT_OUT in scripts/bundle/lighten.js.`);
};

module.exports = new Proxy({}, { get: use, has: use, ownKeys: use });
