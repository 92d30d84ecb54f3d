/** Takes memory until its limit ends it. */
exports.handler = async () => {
  const eaten = [];
  for (;;) {
    eaten.push(Buffer.alloc(8 * 1024 * 1024, 1));
    console.log(`ate ${eaten.length * 8} MB`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
