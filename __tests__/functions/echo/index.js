/** Returns the event's bytes as they came. */
exports.handler = async (event) => event;
