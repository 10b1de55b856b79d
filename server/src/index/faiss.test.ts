import { indexContract } from "./contract.ts";
import { faissIndex } from "./faiss.ts";

indexContract("faiss", faissIndex);
