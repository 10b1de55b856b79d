import { expect, test } from "vitest";
import { openApiDocument, openApiPath, paths } from "@likeness/sdk/contract";
import type { HostUnderTest } from "./host.ts";

export function openApi(host: () => HostUnderTest): void {
  test("the contract is served as OpenAPI 3.1, to anyone", async () => {
    const { fetch, endpoint } = host();
    const document = (await (await fetch(endpoint + openApiPath)).json()) as ReturnType<typeof openApiDocument>;
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(document.openapi).toBe("3.1.0");
    for (const { path, method } of Object.values(paths)) expect(document.paths?.[path]).toHaveProperty(method);
  });

  test("health names the service and the models it takes", async () => {
    const health = await host().client("none is needed").health();
    expect(health.status).toBe("ok");
    expect(health.models).toHaveLength(1);
  });
}
