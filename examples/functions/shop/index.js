/** A web function: a server of its own. */
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  const respond = (status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/health') respond(200, searchParams.has('deep') ? { database: 'up' } : {});
  else respond(422, { error: 'no items' });
});

server.listen(process.env.FC_SERVER_PORT);
