// Comunica's server listens on every interface and has no option for that: node --require ./loopback.cjs … confines it.
"use strict";

const { Server } = require("node:net");

const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(...args) {
    return typeof args[0] === "number" ? listen.call(this, args[0], "127.0.0.1", ...args.slice(1)) : listen.apply(this, args);
};
