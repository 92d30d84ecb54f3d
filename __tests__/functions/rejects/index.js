/** Fails with a rejected promise. */
exports.handler = async () => {
  throw new RangeError('rejected on purpose');
};
