/** Greets whoever the event names. */
exports.handler = async (event) => {
  const name = event.toString().trim() || 'world';
  console.log(`greeting ${name}`);
  return `Hello, ${name}!`;
};
