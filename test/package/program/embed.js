import { createLikeness } from "@likeness/sdk";

const likeness = await createLikeness({ threads: 1 });
const { faces } = await likeness.analyze(process.argv[2]);
await likeness.close();
console.log(JSON.stringify({ modelId: likeness.modelId, vectors: faces.map(({ template }) => [...template.vector]) }));
