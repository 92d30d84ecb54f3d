/** Greets whom the event names. */
exports.handler = async (event) => `Hello, ${event.toString() || 'world'}!`;
