/** Says that it is well. */
exports.handler = async () => ({ status: 'ok' });
