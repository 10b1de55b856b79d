import { AwsClient } from "aws4fetch";
import type { GetFile } from "./fetch-bundle.ts";

/** What a function's surroundings say of AWS, by the names that AWS gives them. */
export interface AwsEnvironment {
  readonly AWS_REGION?: string | undefined;
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  /** Instead of AWS's own: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html. */
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
}

/**
 * Files below `s3://bucket/prefix`, by signed requests (Signature Version 4).
 *
 * @throws Error if that is no such place, or the surroundings lack credentials or a region
 */
export function s3Files(place: string, env: AwsEnvironment): GetFile {
  const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!region || !accessKeyId || !secretAccessKey) {
    throw new Error("AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed to read from S3");
  }
  const sessionToken = env.AWS_SESSION_TOKEN;
  const client = new AwsClient({
    service: "s3",
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    retries: 0,
  });
  const base = baseOf(place, region, env.AWS_ENDPOINT_URL_S3);
  return async (name) => {
    const answer = await client.fetch(`${base}/${encodeURIComponent(name)}`);
    if (!answer.ok) throw new Error(`${place}/${name}: S3 answers ${answer.status}`);
    return answer;
  };
}

function baseOf(place: string, region: string, endpoint: string | undefined): string {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*?))?\/*$/.exec(place) ?? [];
  if (!bucket) throw new Error(`${place} is no place in S3: s3://bucket/prefix is`);
  const path = prefix.split("/").filter(Boolean).map((part) => `/${encodeURIComponent(part)}`).join("");
  if (endpoint) return `${endpoint.replace(/\/+$/, "")}/${bucket}${path}`;
  // A bucket's name as a host's: but not one with dots, which no certificate of AWS covers.
  const host = `s3.${region}.amazonaws.com`;
  return bucket.includes(".") ? `https://${host}/${bucket}${path}` : `https://${bucket}.${host}${path}`;
}
