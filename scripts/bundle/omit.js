/** What lodash's `omit` returns for a plain object and a list of keys, in a fraction of its time. */
module.exports = (object, keys) => {
  const rest = { ...object };
  for (const key of keys) {
    if (/[.[]/.test(key))
      throw new Error(`omit: ${key} is a path; expected a key. Remove omit.js from scripts/bundle.`);
    delete rest[key];
  }
  return rest;
};
