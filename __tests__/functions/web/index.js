/** A web function: a server of its own, that is up but says that it is not well. */
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.setHeader('Content-Type', 'text/plain');
  if (request.url === '/healthz') {
    response.statusCode = 503;
    response.end('the database cannot be reached');
    return;
  }
  response.end(`Hello from ${request.url}!`);
});

server.listen(process.env.FC_SERVER_PORT);
