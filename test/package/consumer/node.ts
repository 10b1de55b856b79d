// Pictures to templates in Node, piece by piece.

import { LambdaClient } from "@aws-sdk/client-lambda";
import { createClient, type Client } from "@likeness/sdk/client";
import type { EmbedderCard } from "@likeness/sdk/core";
import { createFaceEmbedder, type Analysis, type FaceEmbedder } from "@likeness/sdk/face";
import { lambdaTransport } from "@likeness/sdk/lambda";
import { loadModel } from "@likeness/sdk/model/node";
import type { Model } from "@likeness/sdk/model";
import { nodeRuntime } from "@likeness/sdk/runtime/node";

export const recogniser: Model<EmbedderCard> = await loadModel<EmbedderCard>("dlib-resnet.json");
const embedder: FaceEmbedder = await createFaceEmbedder({
  runtime: nodeRuntime({ threads: 1 }),
  models: {
    detector: await loadModel("ultraface-rfb.json"),
    landmarker: await loadModel("landmark-68.json"),
    embedder: recogniser,
  },
});
const analysis: Analysis = await embedder.analyze({ width: 1, height: 1, data: new Uint8Array(4) });
export const vector: Float32Array | undefined = analysis.faces[0]?.template.vector;

// A host that is a Lambda function.
const client = new LambdaClient({ region: "eu-central-1", maxAttempts: 1 });
export const host: Client = createClient({ ...lambdaTransport({ functionName: "faces", client }), key: "k" });
