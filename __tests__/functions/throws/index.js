/** Fails with an exception: UnhandledInvocationError. */
exports.handler = (_event, _context, _callback) => {
  console.log('about to throw');
  throw new TypeError('thrown on purpose');
};
