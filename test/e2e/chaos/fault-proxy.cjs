// Runs in a pod, between the agent and the AWS emulator: answers the paths of FAULTS as AWS would answer with that fault,
// and hands all other requests on as they are.
const { createServer, request } = require("node:http");

const faults = JSON.parse(process.env.FAULTS);
const emulator = new URL(process.env.EMULATOR);

createServer((incoming, answer) => {
  const fault = faults[incoming.url];
  if (fault !== undefined) {
    incoming.resume();
    answer.writeHead(fault.status, { "content-type": "application/json", "x-amzn-errortype": fault.type });
    answer.end(JSON.stringify({ message: fault.message }));
    return;
  }
  const { method, url: path, headers } = incoming;
  const onwards = request({ host: emulator.hostname, port: emulator.port, method, path, headers }, (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  onwards.on("error", (error) => answer.destroy(error));
  incoming.pipe(onwards);
}).listen(8080, "0.0.0.0");
