// Knows nothing of tracing. GET /500 answers so; SIGINT ends it when the last answer is out.
import { createServer, get } from "node:http";

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/calls") {
    get(`http://127.0.0.1:${server.address().port}/called`, (answer) =>
      answer.resume().on("end", () => response.end()),
    );
    return;
  }
  response.statusCode = pathname === "/500" ? 500 : 200;
  response.end("hello");
});
server.listen(0, "127.0.0.1", () => console.log(`listens on ${server.address().port}`));
process.on("SIGINT", () => {
  server.closeAllConnections();
  server.close(() => console.log("ended in order"));
});
