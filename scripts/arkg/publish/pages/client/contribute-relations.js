// What checks a record against others, and is loaded when it is to be handed in.
export { checkRelations, load } from "./contribute/relations.js";
