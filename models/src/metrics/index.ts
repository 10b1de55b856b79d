export { retrieval, type Retrieval, type RetrievalInput } from "./retrieval.ts";
export type { Distance } from "./vectors.ts";
