// What checks a record, and is loaded when something was written.
export { Rules, parse } from "./contribute/shapes.js";
