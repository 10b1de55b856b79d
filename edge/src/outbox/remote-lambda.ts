import { AwsClient } from "aws4fetch";
import { z } from "zod";
import { Problem } from "@likeness/sdk/core";
import { lambdaFetch, refusedInvocation, type Invoke } from "@likeness/sdk/lambda";

const place = z.strictObject({
  functionName: z.string().min(1),
  region: z.string().regex(/^[a-z0-9-]+$/),
  qualifier: z.string().min(1).optional(),
  /** Instead of Lambda's own in the region. */
  endpoint: z.url().optional(),
});

const access = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
});

/** A function that identifies from a copy of the gallery, and what may invoke it. */
export interface RemoteLambda {
  readonly place: z.output<typeof place>;
  readonly access: z.output<typeof access>;
}

/** @throws Problem `not_configured` that names the setting, and nothing of what is in it */
export function parseRemoteLambda(placeJson: string, accessJson: string | undefined): RemoteLambda {
  return {
    place: parsed("REMOTE_LAMBDA", placeJson, place),
    access: parsed("REMOTE_LAMBDA_ACCESS", accessJson ?? "null", access),
  };
}

function parsed<Setting>(name: string, json: string, schema: z.ZodType<Setting>): Setting {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    throw new Problem("not_configured", `${name} is not right`);
  }
}

/** For `createClient`. What is asked for goes to the function, whatever host it names. */
export function remoteLambdaFetch(lambda: RemoteLambda, fetchIt: typeof fetch = (...sent) => fetch(...sent)): typeof fetch {
  return lambdaFetch(signedInvoke(lambda, fetchIt));
}

/** The Invoke API over `fetch`, signed (Signature Version 4): a worker has no room for an SDK. */
function signedInvoke({ place: { functionName, region, qualifier, endpoint }, access }: RemoteLambda, fetchIt: typeof fetch): Invoke {
  const { accessKeyId, secretAccessKey, sessionToken } = access;
  const signer = new AwsClient({
    service: "lambda",
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
  });
  const base = (endpoint ?? `https://lambda.${region}.amazonaws.com`).replace(/\/+$/, "");
  const query = qualifier === undefined ? "" : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const url = `${base}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations${query}`;

  return async (payload, signal) => {
    const request = await signer.sign(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Amz-Invocation-Type": "RequestResponse" },
      body: payload,
    });
    const answer = await fetchIt(request, { signal });
    const text = await answer.text();
    if (!answer.ok) throw refusedInvocation({ status: answer.status, ...refusalIn(answer.headers) });
    return { payload: text, functionError: answer.headers.get("X-Amz-Function-Error") ?? undefined };
  };
}

/** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization */
function refusalIn(headers: Headers): { type: string; retryAfter: number | undefined } {
  const type = headers.get("X-Amzn-ErrorType")?.split(":", 1)[0] ?? "no reason";
  return { type, retryAfter: Number(headers.get("Retry-After")) || undefined };
}
