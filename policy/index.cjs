// The engine's Node.js host loads a pack by require(), and puts ts-node in front, which reads neither ES modules in TypeScript
// nor imports that end in .ts. import() is not affected by it: Node runs pack.ts itself (Node 22.18 or newer).
module.exports = import("./pack.ts");
