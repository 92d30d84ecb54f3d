/** Logs far more than the 4 KB that FC sends along, in characters of several bytes. */
exports.handler = async () => {
  for (let line = 1; line <= 500; line += 1) {
    console.log(`line ${line} of 500: 函数计算 ☁️ żółć`);
  }
  return 'logged 500 lines';
};
