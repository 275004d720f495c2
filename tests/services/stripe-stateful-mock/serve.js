// Serves the simulator at a port of 127.0.0.1; its own command binds every address.

const { createExpressApp } = require("stripe-stateful-mock");

const server = createExpressApp().listen(Number(process.argv[2]), "127.0.0.1");

// A client that waits for longer between requests must not find its connection closed.
server.keepAliveTimeout = 600_000;
