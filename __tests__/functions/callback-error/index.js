/** Reports its own failure: HandledInvocationError. */
exports.handler = (_event, _context, callback) => {
  console.error('about to report an error');
  callback(new Error('reported on purpose'));
};
