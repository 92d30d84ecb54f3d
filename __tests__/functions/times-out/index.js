/** Never answers; its timeout of one second ends it. */
exports.handler = () => {
  console.log('waiting for nothing');
  return new Promise(() => {});
};
