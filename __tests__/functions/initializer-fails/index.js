/** Its initializer fails, so that the handler never sees an event: InitializationError. */
exports.initialize = async () => {
  throw new Error('the database cannot be reached');
};

exports.handler = async () => 'never reached';
