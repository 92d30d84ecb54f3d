/** Says to which version it would migrate. */
exports.handler = async (event) => {
  const { target } = JSON.parse(event);
  if (typeof target !== 'string') throw new TypeError('there is no target');
  console.log(`migrated to ${target}`);
};
