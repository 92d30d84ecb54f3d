/** Says to which version it would migrate. */
exports.handler = async (event) => {
  const { target } = JSON.parse(event);
  if (!/^(latest|v\d+)$/.test(target)) throw new RangeError(`there is no version '${target}'`);
  console.log(`migrated to ${target}`);
};
