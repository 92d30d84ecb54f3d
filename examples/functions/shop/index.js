/** A web function: a server of its own. */
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  const respond = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (request.url.startsWith('/health')) respond(200, { database: 'up' });
  else respond(422, { error: 'no items' });
});

server.listen(process.env.FC_SERVER_PORT);
