/** Waits as many milliseconds as the event `{"ms": n}` says, then answers. */
exports.handler = async (event) => {
  const { ms } = JSON.parse(event.toString());
  console.log(`sleeping ${ms} ms`);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return `slept ${ms} ms`;
};
