import type { LambdaClient } from "@aws-sdk/client-lambda";
import { Problem } from "../../core/index.ts";
import type { TransportOptions } from "../transport.ts";
import { refusedInvocation, type Invoke } from "./invoke.ts";
import { lambdaFetch } from "./lambda-fetch.ts";

export interface LambdaTransportOptions {
  /** Name, or ARN. */
  readonly functionName: string;
  /** Of a version, or an alias. */
  readonly qualifier?: string | undefined;
  /**
   * By default one with the region and the credentials of this process's surroundings. It should try once
   * (`maxAttempts: 1`): what is worth it is tried again by the client of the host.
   */
  readonly client?: LambdaClient | undefined;
}

/**
 * A host that is a Lambda function, invoked by `@aws-sdk/client-lambda`, which has to be installed. Who may invoke it says
 * IAM (`lambda:InvokeFunction`); what a caller may ask for says the API key, as everywhere.
 *
 * @example
 * const client = createClient({ ...lambdaTransport({ functionName: "faces", qualifier: "live" }), key });
 */
export function lambdaTransport(options: LambdaTransportOptions): Required<Pick<TransportOptions, "endpoint" | "fetch">> {
  return { endpoint: "https://lambda.invalid", fetch: lambdaFetch(sdkInvoke(options)) };
}

function sdkInvoke({ functionName, qualifier, client: given }: LambdaTransportOptions): Invoke {
  let own: LambdaClient | undefined;
  return async (payload, signal) => {
    // Only here, so that what else this room has can be used without it.
    const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    const client = given ?? (own ??= new LambdaClient({ maxAttempts: 1 }));
    const command = new InvokeCommand({
      FunctionName: functionName,
      ...(qualifier !== undefined && { Qualifier: qualifier }),
      Payload: payload,
    });
    const answer = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
      throw refusalIn(error);
    });
    return { payload: new TextDecoder().decode(answer.Payload), functionError: answer.FunctionError };
  };
}

/** What the SDK throws (`ServiceException` of smithy) as a problem, if Lambda has answered; else as it is. */
function refusalIn(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  // There are none, or those there were have ended and could not be renewed.
  if (error.name === "CredentialsProviderError") return new Problem("not_configured", error.name, { cause: error });
  const { $metadata, retryAfterSeconds } = error as Partial<Answered>;
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status < 400) return error;
  return refusedInvocation({ status, type: error.name, retryAfter: Number(retryAfterSeconds) || undefined });
}

interface Answered {
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly retryAfterSeconds: string;
}
