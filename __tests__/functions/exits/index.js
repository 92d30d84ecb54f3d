/** Ends its own process in the middle of the invocation. */
exports.handler = () => {
  console.log('about to exit');
  process.exit(1);
};
