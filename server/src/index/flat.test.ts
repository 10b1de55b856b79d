import { indexContract } from "./contract.ts";
import { flatIndex } from "./flat.ts";

indexContract("flat", flatIndex);
