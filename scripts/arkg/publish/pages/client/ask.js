// The page that asks the graph.
import engine from "oxigraph/web_bg.wasm";

export const ENGINE = new URL(`${engine}.gz`, import.meta.url);
